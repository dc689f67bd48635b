package io.labkeeper.reader.console;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one page of the console, with its gaps filled, and the policy it comes with. Nothing is inline but the import map, which has to be;
 * the policy names it by its digest.
 */
record ConsolePage(ConsoleFile file, String policy) {
    private static final Pattern IMPORT_MAP =
            Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

    static ConsolePage of(ConsoleFiles files, ConsoleConfig config) {
        String html = files.index()
                .replace("{{assets}}", "/assets/" + files.build())
                .replace("{{login}}", config.login())
                .replace("{{logout}}", config.logout());
        return new ConsolePage(
                ConsoleFile.of("index.html", html.getBytes(StandardCharsets.UTF_8)), policy(importMap(html)));
    }

    private static byte[] importMap(String html) {
        Matcher script = IMPORT_MAP.matcher(html);
        if (!script.find()) {
            throw new IllegalStateException("the console's page has no import map");
        }
        return script.group(1).getBytes(StandardCharsets.UTF_8);
    }

    /** Scripts, styles and requests of our own origin alone; HTML is made by the templates' library and by nobody else. */
    private static String policy(byte[] importMap) {
        return String.join(
                "; ",
                "default-src 'none'",
                "script-src 'self' " + Digest.source(importMap),
                "style-src 'self'",
                "img-src 'self' data:",
                "font-src 'self'",
                "connect-src 'self'",
                "base-uri 'none'",
                "form-action 'self'",
                "frame-ancestors 'none'",
                "require-trusted-types-for 'script'",
                "trusted-types lit-html");
    }
}
