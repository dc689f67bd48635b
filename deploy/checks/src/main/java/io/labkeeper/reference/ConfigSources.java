package io.labkeeper.reference;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Reads the settings of the services from the sources of their configuration interfaces. */
public final class ConfigSources {
    private static final List<String> MODULES =
            List.of("cache-common", "proxmox/client", "sync-worker", "inventory-service", "action-service");

    private final JavaCompiler compiler;
    private final Path home;

    /** @param home root of the checkout */
    public ConfigSources(Path home) {
        this.home = home;
        this.compiler = Optional.ofNullable(ToolProvider.getSystemJavaCompiler())
                .orElseThrow(() -> new IllegalStateException("this Java is no JDK: it has no compiler"));
    }

    /** All of them, in the order of modules and then of prefixes. */
    public List<Feature> read() {
        List<Feature> features = new ArrayList<>();
        for (String module : MODULES) {
            features.addAll(module(module));
        }
        return features;
    }

    private List<Feature> module(String module) {
        List<Path> files = mappings(home.resolve(module).resolve("src/main/java"));
        if (files.isEmpty()) {
            return List.of();
        }
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            List<Feature> features = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                ClassTree mapping = (ClassTree) unit.getTypeDecls().get(0);
                features.add(new ConfigInterface(task, unit, mapping).feature(module));
            }
            features.sort(Comparator.comparing(Feature::prefix));
            return features;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> mappings(Path sources) {
        try (Stream<Path> all = Files.walk(sources)) {
            return all.filter(file -> file.toString().endsWith(".java"))
                    .filter(ConfigSources::isMapping)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isMapping(Path file) {
        try {
            return Files.readString(file).contains("\n@ConfigMapping(");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
