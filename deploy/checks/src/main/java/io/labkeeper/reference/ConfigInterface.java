package io.labkeeper.reference;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One configuration interface as it stands in its source: what SmallRye Config makes of it, told from its syntax alone. */
final class ConfigInterface {
    private final DocTrees docs;
    private final CompilationUnitTree unit;
    private final ClassTree mapping;
    private final Map<String, ClassTree> nested = new HashMap<>();

    ConfigInterface(JavacTask task, CompilationUnitTree unit, ClassTree mapping) {
        this.docs = DocTrees.instance(task);
        this.unit = unit;
        this.mapping = mapping;
        for (Tree member : mapping.getMembers()) {
            if (member instanceof ClassTree group) {
                nested.put(group.getSimpleName().toString(), group);
            }
        }
    }

    Feature feature(String module) {
        String prefix = annotation(mapping.getModifiers(), "ConfigMapping").orElseThrow(() -> wrong("has no prefix"));
        List<Setting> settings = new ArrayList<>();
        collect(mapping, prefix, settings);
        return new Feature(module, prefix, doc(mapping), settings);
    }

    private void collect(ClassTree group, String prefix, List<Setting> settings) {
        for (Tree member : group.getMembers()) {
            if (member instanceof MethodTree method
                    && method.getBody() == null
                    && method.getParameters().isEmpty()) {
                collect(method, prefix, settings);
            }
        }
    }

    private void collect(MethodTree method, String prefix, List<Setting> settings) {
        String name = annotation(method.getModifiers(), "WithName")
                .orElseGet(() -> withHyphens(method.getName().toString()));
        String property = prefix + "." + name;
        Tree type = method.getReturnType();
        Kind kind = kind(type);
        String full =
                switch (kind.container()) {
                    case "Map" -> property + ".{name}";
                    case "List" -> nested.containsKey(kind.element()) ? property + "[n]" : property;
                    default -> property;
                };
        ClassTree group = nested.get(kind.element());
        if (group != null && isInterface(group)) {
            collect(group, full, settings);
            return;
        }
        String standard = annotation(method.getModifiers(), "WithDefault").orElse("");
        settings.add(new Setting(full, words(kind), standard, doc(method)));
    }

    private record Kind(String container, String element) {}

    /** Unwraps {@code Optional<List<Path>>} to a list of paths, {@code Map<String, X>} to a map of X. */
    private static Kind kind(Tree type) {
        if (!(type instanceof ParameterizedTypeTree generic)) {
            return new Kind("", type.toString());
        }
        String outer = generic.getType().toString();
        Tree last = generic.getTypeArguments().get(generic.getTypeArguments().size() - 1);
        Kind inner = kind(last);
        return switch (outer) {
            case "Optional" -> inner;
            case "Set" -> new Kind("List", inner.element());
            default -> new Kind(outer, inner.element());
        };
    }

    private static String words(Kind kind) {
        String element =
                switch (kind.element()) {
                    case "int", "Integer", "long", "Long", "OptionalInt", "OptionalLong" -> "number";
                    case "double", "Double", "OptionalDouble" -> "decimal number";
                    case "boolean", "Boolean" -> "true or false";
                    case "Duration" -> "duration";
                    case "Path" -> "file";
                    case "String" -> "text";
                    default -> kind.element();
                };
        return kind.container().equals("List") ? "list: " + element : element;
    }

    private static boolean isInterface(ClassTree group) {
        return group.getKind() == Tree.Kind.INTERFACE;
    }

    private static String withHyphens(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(java.util.Locale.ROOT);
    }

    /** The text in {@code @Name("text")} or {@code @Name(prefix = "text")}. */
    private static Optional<String> annotation(ModifiersTree modifiers, String name) {
        for (AnnotationTree annotation : modifiers.getAnnotations()) {
            if (annotation.getAnnotationType().toString().equals(name)) {
                ExpressionTree argument = annotation.getArguments().get(0);
                ExpressionTree value = argument instanceof AssignmentTree named ? named.getExpression() : argument;
                return Optional.of(String.valueOf(((LiteralTree) value).getValue()));
            }
        }
        return Optional.empty();
    }

    private String doc(Tree tree) {
        String comment = docs.getDocComment(path(tree));
        if (comment == null) {
            throw wrong("has something that nobody has described: " + tree);
        }
        return Markdown.of(comment);
    }

    private TreePath path(Tree tree) {
        return docs.getPath(unit, tree);
    }

    private IllegalStateException wrong(String what) {
        return new IllegalStateException(unit.getSourceFile().getName() + " " + what);
    }
}
