package io.labkeeper.e2e.scenario.stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.browser.Browser;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.Renaming;
import io.labkeeper.e2e.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A user's browser: logs in on the lab's page, and listens with its own {@code EventSource} through the gateway. */
final class RealBrowser implements Scenario {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration SHOWN = Duration.ofMillis(1500);
    /** The pause it was told, up to 4 s, and what the gateway takes to find the other replica. */
    private static final Duration BACK = Duration.ofSeconds(10);

    private static final String LISTEN = """
            window.heard = [];
            window.lost = 0;
            window.back = 0;
            window.source = new EventSource('/api/vms/events');
            for (const kind of ['snapshot', 'change', 'metrics', 'action'])
              source.addEventListener(kind, event => heard.push({kind, id: event.lastEventId, data: JSON.parse(event.data)}));
            source.onerror = () => lost = lost || Date.now();
            source.addEventListener('snapshot', () => back = lost ? back || Date.now() : 0);
            true""";

    @Override
    public String id() {
        return "S-05";
    }

    @Override
    public String promise() {
        return "a real browser's EventSource through the gateway, with the cookie of the login page: the snapshot, a change and an action"
                + " are heard, and when its replica stops it is back at another one within 10 s by itself";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        Optional<Browser> found = Browser.start();
        if (found.isEmpty()) {
            findings.skip("there is no chromium here");
            return;
        }
        try (Browser browser = found.get();
                Renaming renaming = new Renaming(bench)) {
            logIn(bench, browser);
            browser.evaluate(LISTEN);
            heard(browser, "snapshot", "true", LONGEST);
            long all = bench.gateway("admin").vms("").size();
            JsonNode count = browser.evaluate("heard[0].data.vms.length");
            findings.expect(
                    heard0(browser) && count.asLong() == all, "the snapshot has " + count + " of " + all + " VMs");
            change(browser, renaming, bench.readers(), findings);
            action(bench, browser, findings);
            elsewhere(bench, browser, renaming, findings);
        }
    }

    private static boolean heard0(Browser browser) {
        return browser.evaluate("heard[0].kind === 'snapshot' && heard[0].id !== ''")
                .asBoolean();
    }

    private static void logIn(Bench bench, Browser browser) {
        String gateway = bench.lab().state().gateway();
        browser.open(gateway + "/login");
        browser.evaluate("document.querySelector('button[value=admin]').click()");
        browser.await("logged in", "location.pathname === '/' && document.readyState === 'complete'", LONGEST);
        // The lab's own pages allow no scripts; the front end is another one at the same address.
        browser.open(gateway + "/api/me");
    }

    private static Duration heard(Browser browser, String kind, String condition, Duration limit) {
        return browser.await(
                "a " + kind + " in the browser",
                "heard.some(e => e.kind === '" + kind + "' && (" + condition + "))",
                limit);
    }

    private static void change(Browser browser, Renaming renaming, List<Api> readers, Findings findings) {
        renaming.fromCommitToShown(readers, SHOWN, () -> {});
        Duration later =
                heard(browser, "change", "e.data.upserts.some(vm => vm.name === '" + renaming.name() + "')", LONGEST);
        findings.within("a change is heard at most this long after all replicas show it:", later, SHOWN);
    }

    private static void action(Bench bench, Browser browser, Findings findings) {
        String id = Bench.idOf(bench.act(bench.guests().stopped(), "start"));
        Duration took = heard(browser, "action", "JSON.stringify(e.data).includes('" + id + "')", LONGEST);
        findings.within("an action is heard after", took, SHOWN);
        bench.ended(id, LONGEST);
    }

    private static void back(Browser browser, Api stopped, Findings findings) {
        if (browser.evaluate("lost === 0").asBoolean()) {
            findings.note(stopped.name() + " stopped, to which the browser did not listen");
            return;
        }
        browser.await("a snapshot after the stream was lost", "back > 0", LONGEST);
        findings.within(
                stopped.name() + " stopped; from the loss of the stream to the next snapshot",
                Duration.ofMillis(browser.evaluate("back - lost").asLong()),
                BACK);
    }

    private static List<Api> others(List<Api> readers, Api but) {
        return readers.stream().filter(reader -> reader != but).toList();
    }

    /** Each replica in turn, for it does not tell which one it listens to. */
    private static void elsewhere(Bench bench, Browser browser, Renaming renaming, Findings findings) {
        List<Api> readers = bench.readers();
        for (Api reader : readers) {
            browser.evaluate("heard = []; lost = 0; back = 0; true");
            bench.lab().terminate(reader.name());
            try {
                Eventually.happens(
                        reader.name() + " gone",
                        LONGEST,
                        () -> !bench.lab().state().part(reader.name()).alive());
                back(browser, reader, findings);
                change(browser, renaming, others(readers, reader), findings);
            } finally {
                bench.lab().repair();
            }
        }
    }
}
