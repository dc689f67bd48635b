package io.labkeeper.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes {@code docs/configuration.md} from the documentation of the configuration interfaces.
 *
 * <p>By hand, in {@code deploy/checks}: {@code java -cp target/classes io.labkeeper.reference.Reference ../..}
 */
public final class Reference {
    private static final String HEAD = """
            # Settings

            Made from the sources by `deploy/checks` (`Reference`), and compared with them in every build: edit the comments of the
            interfaces, not this page.

            Every setting can be given as an environment variable (the second name), as a line of a file named by
            `SMALLRYE_CONFIG_LOCATIONS`, or as a file of its own, named like the setting or its variable, in a folder named by
            `SMALLRYE_CONFIG_SOURCE_FILE_LOCATIONS`: that is how secrets come from mounted volumes. Durations are written like `30s`, `5m` or
            `PT0.5S`. Lists are separated by commas.

            """;

    private Reference() {}

    public static void main(String[] arguments) throws IOException {
        Path home = Path.of(arguments[0]);
        Files.writeString(page(home), text(home));
    }

    /** Where the page stands. */
    public static Path page(Path home) {
        return home.resolve("docs/configuration.md");
    }

    /** What it should say. */
    public static String text(Path home) {
        StringBuilder text = new StringBuilder(HEAD).append(Shared.TEXT);
        String module = "";
        for (Feature feature : new ConfigSources(home).read()) {
            if (!feature.module().equals(module)) {
                module = feature.module();
                text.append("\n## ").append(heading(module)).append('\n');
            }
            text.append("\n### ")
                    .append(feature.prefix())
                    .append("\n\n")
                    .append(feature.doc())
                    .append("\n\n");
            table(text, feature.settings());
        }
        return text.toString();
    }

    private static void table(StringBuilder text, List<Setting> settings) {
        text.append("| setting | holds | if not set | meaning |\n|---|---|---|---|\n");
        for (Setting setting : settings) {
            text.append("| `%s`<br>`%s` | %s | %s | %s |\n"
                    .formatted(
                            setting.property(),
                            setting.variable(),
                            setting.type(),
                            setting.standard().isEmpty() ? "" : "`" + setting.standard() + "`",
                            setting.doc()));
        }
    }

    private static String heading(String module) {
        return switch (module) {
            case "cache-common" -> "All services";
            case "proxmox/client" -> "sync-worker and action-service: Proxmox";
            default -> module;
        };
    }
}
