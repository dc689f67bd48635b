package io.labkeeper.e2e.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.lab.Lab;
import io.labkeeper.e2e.lab.LabCommand;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Pace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console in a real browser, against the packaged services, through the lab's gateway and its login page. */
class ConsoleIT {
    private static final List<String> PAGES =
            List.of("/classes", "/assignments", "/schedules", "/clusters", "/cache", "/audit");

    private static Chromium chromium;
    private static Lab lab;
    private static Bench bench;

    private final List<Visitor> visitors = new ArrayList<>();

    @BeforeAll
    static void startTheLab() {
        Optional<Chromium> found = Chromium.start();
        if (found.isEmpty()) {
            System.err.println("SKIPPED: the console's tests, since there is no chromium on the PATH");
        }
        Assumptions.assumeTrue(found.isPresent(), "there is no chromium on the PATH");
        chromium = found.get();
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
        Path home = Path.of(System.getProperty("labkeeper.home"));
        String java = ProcessHandle.current().info().command().orElse("java");
        String jar = home.resolve("deploy/lab/target/lab.jar").toString();
        lab = new Lab(
                new LabCommand(List.of(java, "-Xmx256m", "-Dlabkeeper.home=" + home, "-jar", jar), home),
                Path.of("target/console-it"));
        lab.wipe();
        List<String> options = new ArrayList<>(Pace.BRISK.options());
        options.addAll(List.of("--vms", "30", "--workers", "1", "--inventory", "1", "--actions", "1"));
        options.addAll(List.of("--port", Integer.toString(Lab.freePort())));
        lab.upPlain(options);
        bench = new Bench(lab, Pace.BRISK, 1);
    }

    @AfterAll
    static void stopTheLab() {
        if (chromium != null) {
            chromium.close();
        }
        if (lab != null && lab.noted()) {
            lab.down();
        }
    }

    @AfterEach
    void noPageBreaksItsPolicyThrowsOrAsksAnotherHost() {
        List<String> faults =
                visitors.stream().flatMap(visitor -> visitor.faults().stream()).toList();
        visitors.forEach(Visitor::close);
        assertThat(faults).isEmpty();
    }

    @Test
    void whoIsNotLoggedInIsLedBackToThePageTheyWanted() {
        // Given
        Visitor alice = visitor();
        Machine machine = any("alice", "running");
        alice.open(machine.path());

        // When
        alice.choose("alice");

        // Then
        assertThat(alice.page()).hasURL(gateway() + machine.path());
        assertThat(alice.page().locator("h1")).hasText(machine.name());
    }

    @Test
    void whoHasLoggedOutStaysSoUntilTheyAskForLoggingIn() {
        // Given
        Visitor alice = visitor().logIn("alice");
        alice.button("Log out").click();
        alice.page().locator("button[value=alice]").waitFor();

        // When
        alice.open("/");

        // Then
        assertThat(alice.page().locator("h1")).hasText("You are logged out");
        assertThat(alice.page()).hasURL(gateway() + "/");
        assertThat(alice.barriers()).isEmpty();
        alice.button("Log in").click();
        alice.choose("alice");
        assertThat(alice.page().locator("lk-machines h1")).isVisible();
    }

    @Test
    void theListIsSearchedFilteredAndSortedAndItsAddressLeadsToTheSame() {
        // Given
        Visitor alice = visitor().logIn("alice");
        Machine machine = any("alice", "running");
        long stopped = machines("alice").stream()
                .filter(one -> one.status().equals("stopped"))
                .count();

        // When
        alice.page().getByRole(AriaRole.SEARCHBOX).fill(machine.name());
        assertThat(alice.page()).hasURL(Pattern.compile("[?&]q="));
        alice.page().reload();

        // Then
        assertThat(alice.machine(machine.key())).isVisible();
        assertThat(alice.page().getByRole(AriaRole.SEARCHBOX)).hasValue(machine.name());
        alice.open("/?status=stopped&sort=-name");
        assertThat(alice.page().locator(".head [role=status]"))
                .hasText(Pattern.compile("^" + stopped + " of \\d+ machines$"));
        assertThat(alice.page().locator(".machine .chip").first()).hasText("Stopped");
    }

    @Test
    void aMachineIsStartedAndItsProgressIsShownUntilItRuns() {
        // Given
        Visitor alice = visitor().logIn("alice");
        Machine machine = any("alice", "stopped");
        Locator line = alice.machine(machine.key());
        bringIntoSight(alice, machine);

        // When
        line.getByText("Start", new Locator.GetByTextOptions().setExact(true)).click();

        // Then
        assertThat(alice.page().locator(".notices")).containsText(machine.name());
        assertThat(alice.page().locator(".notice.good")).containsText(machine.name() + " is running");
        assertThat(line.locator(".chip")).hasText("Running");
    }

    @Test
    void manyAreRebootedAfterAQuestionAndEachHasItsResult() {
        // Given
        Visitor alice = visitor().logIn("alice");
        alice.open("/?status=running");
        Locator boxes = alice.page().locator(".machine input[type=checkbox]");
        boxes.nth(0).check();
        boxes.nth(1).check();
        assertThat(alice.page().locator(".bulk strong")).hasText("2 machines selected");

        // When
        alice.page()
                .locator(".bulk .button")
                .filter(new Locator.FilterOptions().setHasText("Reboot"))
                .click();
        assertThat(alice.page().locator("dialog h2")).hasText("Reboot 2 machines?");
        alice.page().locator("dialog button[value=yes]").click();

        // Then
        assertThat(alice.page().locator(".notice")).containsText("Reboot, 2 machines: 2 done");
        assertThat(alice.page().locator(".notice li")).hasCount(2);
    }

    @Test
    void aChangeBehindOurBackAppearsByItselfAndRedisMayDieMeanwhile() {
        // Given
        Visitor alice = visitor().logIn("alice");
        Machine machine = any("alice", "running");
        bringIntoSight(alice, machine);

        // When
        lab.kill("redis");
        bench.simulator(machine.cluster()).rename(machine.vmid(), "seen-without-redis");

        // Then
        assertThat(alice.machine(machine.key()).locator(".named a")).hasText("seen-without-redis");
        lab.repair();
        bench.simulator(machine.cluster()).rename(machine.vmid(), machine.name());
        assertThat(alice.machine(machine.key()).locator(".named a")).hasText(machine.name());
        assertThat(alice.page().locator(".live")).hasText("Live");
        assertThat(alice.page().locator(".notice.bad, .wrong")).hasCount(0);
    }

    @Test
    void aForeignMachineLooksLikeNone() {
        // Given
        Machine alices = machines("alice").stream()
                .filter(one ->
                        machines("bob").stream().noneMatch(bobs -> bobs.key().equals(one.key())))
                .findFirst()
                .orElseThrow();
        Visitor bob = visitor().logIn("bob");

        // When
        bob.open(alices.path());

        // Then
        assertThat(bob.page().locator("h1")).hasText("There is no such machine");
        bob.open("/audit");
        assertThat(bob.page().locator("h1")).hasText("There is no such page");
    }

    @Test
    void whoHasNoMachinesIsToldWhatToDo() {
        // When
        Visitor carol = visitor().logIn("carol");

        // Then
        assertThat(carol.page().locator(".empty h2")).hasText("You have no machines yet");
        assertThat(carol.barriers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LIGHT", "DARK"})
    void everyPageIsFreeOfBarriersAndShowsItsContent(ColorScheme scheme) {
        // Given
        Visitor admin = visitor(
                        new NewContextOptions().setViewportSize(1360, 850).setColorScheme(scheme))
                .logIn("admin");
        Machine machine = any("admin", "running");
        admin.page().locator(".machine").first().waitFor();

        // Then
        assertThat(admin.barriers()).as("the list").isEmpty();
        admin.picture("machines-" + scheme.name().toLowerCase());
        admin.open(machine.path());
        admin.page().locator(".facts").first().waitFor();
        assertThat(admin.barriers()).as("a machine").isEmpty();
        admin.picture("machine-" + scheme.name().toLowerCase());
        for (String path : PAGES) {
            admin.page().locator("nav a[href='" + path + "']").click();
            admin.page().locator("main .panel, main .empty h2").first().waitFor();
            assertThat(admin.barriers()).as(path).isEmpty();
            admin.picture(path.substring(1) + "-" + scheme.name().toLowerCase());
        }
    }

    @Test
    void aTeacherAddsAMemberToTheirClassAndTakesThemOutAgain() {
        // Given
        Visitor tina = visitor().logIn("tina");
        tina.page().locator("nav a[href='/classes']").click();

        // When
        tina.page().getByLabel(Pattern.compile("^Add a member to")).fill("newcomer");
        tina.page().keyboard().press("Enter");

        // Then
        Locator newcomer = tina.page().locator(".person").filter(new Locator.FilterOptions().setHasText("newcomer"));
        assertThat(newcomer).hasCount(1);
        tina.button("Remove newcomer").click();
        assertThat(newcomer).hasCount(0);
    }

    @Test
    void whatAnotherTeacherDidMeanwhileStays() {
        // Given
        Visitor tina = visitor().logIn("tina");
        Visitor admin = visitor().logIn("admin");
        for (Visitor one : List.of(tina, admin)) {
            one.page().locator("nav a[href='/classes']").click();
            one.page().getByLabel("Add a member to Networks 101").waitFor();
        }

        // When
        addMember(tina, "by-tina");
        assertThat(member(tina, "by-tina")).hasCount(1);
        addMember(admin, "by-admin");

        // Then
        assertThat(member(admin, "by-admin")).hasCount(1);
        assertThat(member(admin, "by-tina")).hasCount(1);
        admin.button("Remove by-tina").click();
        assertThat(member(admin, "by-tina")).hasCount(0);
        admin.button("Remove by-admin").click();
        assertThat(member(admin, "by-admin")).hasCount(0);
        admin.button("New class").click();
        admin.page().locator("dialog [name=id]").fill("networks-101");
        admin.page().locator("dialog [name=name]").fill("Another");
        admin.button("Save").click();
        assertThat(admin.page().getByRole(AriaRole.ALERT))
                .containsText("There is a class with this short name already");
    }

    private static void addMember(Visitor visitor, String user) {
        visitor.page().getByLabel("Add a member to Networks 101").fill(user);
        visitor.page().keyboard().press("Enter");
    }

    private static Locator member(Visitor visitor, String user) {
        return visitor.page().locator(".person").filter(new Locator.FilterOptions().setHasText(user));
    }

    @Test
    void aScheduleIsWrittenDownInAFormAndShowsItsNextTenRuns() {
        // Given
        Visitor admin = visitor().logIn("admin");
        admin.page().locator("nav a[href='/schedules']").click();
        admin.button("New schedule").click();

        // When
        admin.page().getByLabel("Name").fill("Evenings");
        admin.page().getByLabel("Which one").fill("networks-101");
        admin.button("Save").click();

        // Then
        Locator made = admin.page().getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Evenings"));
        assertThat(made.locator("ol.runs li")).hasCount(10);
        made.getByText("Skip", new Locator.GetByTextOptions().setExact(true))
                .first()
                .click();
        assertThat(made.locator("ol.runs .gone")).hasCount(1);
        admin.button("Delete Evenings").click();
        admin.page().locator("dialog button[value=yes]").click();
        assertThat(made).hasCount(0);
    }

    @Test
    void everythingCanBeDoneByKeyboard() {
        // Given
        Visitor alice = visitor().logIn("alice");
        alice.page().locator(".machine").first().waitFor();
        alice.page().locator(".columns button").last().focus();

        // When
        for (String key : List.of("Tab", "ArrowDown", "ArrowDown", "Space")) {
            alice.page().keyboard().press(key);
        }

        // Then
        Locator third = alice.page().locator(".machine").nth(2);
        assertThat(third).isFocused();
        assertThat(third).hasAttribute("aria-selected", "true");
        alice.page().keyboard().press("End");
        assertThat(alice.page().locator(".machine").last()).isFocused();
        alice.page().keyboard().press("Enter");
        assertThat(alice.page().locator("lk-machine .title h1")).isVisible();
        alice.page().goBack();
        assertThat(alice.page().locator(".machine").first()).isVisible();
    }

    @Test
    void onAPhoneThereAreCardsAndNothingIsWiderThanTheScreen() {
        // Given
        Visitor alice = visitor(new NewContextOptions()
                        .setViewportSize(390, 844)
                        .setIsMobile(true)
                        .setHasTouch(true))
                .logIn("alice");

        // When
        alice.page().locator(".card").first().waitFor();

        // Then
        assertThat(alice.wider()).isFalse();
        assertThat(alice.barriers()).isEmpty();
        alice.picture("phone");
        alice.page().locator(".card .named a").first().click();
        alice.page().locator(".facts").first().waitFor();
        assertThat(alice.wider()).isFalse();
    }

    private Visitor visitor() {
        return visitor(new NewContextOptions().setViewportSize(1360, 850));
    }

    private Visitor visitor(NewContextOptions options) {
        Visitor visitor = new Visitor(chromium.browser(), gateway(), options);
        visitors.add(visitor);
        return visitor;
    }

    private static String gateway() {
        return lab.state().gateway();
    }

    /** Searches for it, so that its line is made. */
    private static void bringIntoSight(Visitor visitor, Machine machine) {
        visitor.open("/?q=" + machine.vmid() + "&cluster=" + machine.cluster());
        visitor.machine(machine.key()).waitFor();
    }

    private record Machine(String cluster, int vmid, String name, String status) {
        String key() {
            return cluster + "/" + vmid;
        }

        String path() {
            return "/machines/" + key();
        }
    }

    private static List<Machine> machines(String user) {
        Api api = bench.gateway(user);
        return api.vms("").values().stream()
                .map(vm -> new Machine(
                        vm.path("cluster_id").asText(),
                        vm.path("vmid").asInt(),
                        vm.path("name").asText(),
                        vm.path("status").asText()))
                .sorted(Comparator.comparing(Machine::key))
                .toList();
    }

    private static Machine any(String user, String status) {
        return machines(user).stream()
                .filter(machine -> machine.status().equals(status))
                .findFirst()
                .orElseThrow();
    }
}
