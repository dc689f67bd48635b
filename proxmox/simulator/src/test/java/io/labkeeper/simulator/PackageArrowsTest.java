package io.labkeeper.simulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which packages may know which. */
class PackageArrowsTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.labkeeper.simulator");

    @Test
    void thereAreNoCircles() {
        slices().matching("io.labkeeper.simulator.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void theTrueStateKnowsNothingOfHowItIsShown() {
        noClasses()
                .that()
                .resideInAPackage("..simulator.state..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..api..", "..http..", "..stats..", "..task..", "..power..", "..control..", "..auth..")
                .check(CLASSES);
    }

    @Test
    void proxmoxsSideKnowsNothingOfTheControlApi() {
        noClasses()
                .that()
                .resideInAnyPackage("..api..", "..http..", "..power..", "..auth..", "..task..", "..stats..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..control..")
                .check(CLASSES);
    }
}
