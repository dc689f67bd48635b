package io.labkeeper.checks;

import io.labkeeper.reference.ConfigSources;
import io.labkeeper.reference.Setting;
import io.labkeeper.reference.Shared;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The environment variables that mean something to the services. */
final class Variables {
    /** Of the framework itself, used in what we deploy. */
    private static final Set<String> FRAMEWORK = Set.of(
            "SMALLRYE_CONFIG_SOURCE_FILE_LOCATIONS",
            "QUARKUS_HTTP_HOST",
            "QUARKUS_MANAGEMENT_HOST",
            "JDK_JAVA_OPTIONS");

    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)[:}]");

    private Variables() {}

    /** Those of our own settings, those that our files name in an expression, and the few of the framework. */
    static Set<String> known() {
        Set<String> known = new TreeSet<>(FRAMEWORK);
        Shared.VARIABLES.forEach(variable -> known.add(variable.name()));
        new ConfigSources(Checkout.HOME)
                .read().stream()
                        .flatMap(feature -> feature.settings().stream())
                        .map(Setting::variable)
                        .forEach(known::add);
        known.addAll(inExpressions());
        return known;
    }

    /** {@code ${NAME:…}} in property files and defaults. */
    static Set<String> inExpressions() {
        Set<String> names = new TreeSet<>();
        EXPRESSION.matcher(Checkout.sources()).results().forEach(match -> names.add(match.group(1)));
        return names;
    }
}
