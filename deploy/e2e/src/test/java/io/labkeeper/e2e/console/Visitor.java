package io.labkeeper.e2e.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.labkeeper.e2e.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Somebody at the console, in a browser of their own: cookies, storage and all. Notes whatever a page does that its policy forbids. */
final class Visitor implements AutoCloseable {
    private static final Path PICTURES = Path.of("target/console");
    private static final String AXE = resource("/axe.min.js");

    /** Everything that axe knows of WCAG 2.2 A and AA. */
    private static final String CHECK = """
            async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}))
              .violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' ' + n.failureSummary).slice(0, 3).join(' | '))""";

    private static final String WATCH = """
            document.addEventListener('securitypolicyviolation', e =>
              broken(`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber} ${e.sample}`))""";

    private final String gateway;
    private final BrowserContext context;
    private final Page page;
    private final List<String> faults = new CopyOnWriteArrayList<>();

    Visitor(Browser browser, String gateway, Browser.NewContextOptions options) {
        this.gateway = gateway;
        this.context = browser.newContext(options);
        context.setDefaultTimeout(20_000);
        context.exposeBinding("broken", (source, arguments) -> faults.add("forbidden by the policy: " + arguments[0]));
        context.addInitScript(WATCH);
        this.page = context.newPage();
        page.onPageError(error -> faults.add("thrown in the page: " + error));
        page.onRequest(request -> noteForeign(request.url()));
    }

    private void noteForeign(String url) {
        if (!url.startsWith(gateway + "/") && !url.startsWith("data:")) {
            faults.add("asked another host: " + url);
        }
    }

    /** Logs in on the lab's page, and is on the list of machines then. */
    Visitor logIn(String user) {
        page.navigate(gateway + "/login");
        choose(user);
        page.locator("lk-machines h1").waitFor();
        return this;
    }

    /** Chooses a user on the login page, where one is. */
    void choose(String user) {
        page.locator("button[value=" + user + "]").click();
    }

    void open(String path) {
        page.navigate(gateway + path);
    }

    Page page() {
        return page;
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** A line of the table, or a card. */
    Locator machine(String key) {
        return page.locator("[data-key='" + key + "']");
    }

    /** What axe has against the page as it is now; empty if it is in order. */
    List<String> barriers() {
        page.evaluate(AXE + "; true");
        JsonNode found = Json.parse(page.evaluate("async () => JSON.stringify(await (" + CHECK + ")())")
                .toString());
        List<String> barriers = new ArrayList<>();
        found.forEach(one -> barriers.add(one.asText()));
        return barriers;
    }

    /** Whether something has to be scrolled sideways to be seen. */
    boolean wider() {
        return (boolean) page.evaluate("document.documentElement.scrollWidth > innerWidth");
    }

    /** Whatever no page may do: break its policy, throw, ask another host. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    void picture(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
    }

    private static String resource(String name) {
        try (InputStream file = Visitor.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
