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
    void there_are_no_circles() {
        slices().matching("io.labkeeper.simulator.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void the_true_state_knows_nothing_of_how_it_is_shown() {
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
    void proxmoxs_side_knows_nothing_of_the_control_api() {
        noClasses()
                .that()
                .resideInAnyPackage("..api..", "..http..", "..power..", "..auth..", "..task..", "..stats..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..control..")
                .check(CLASSES);
    }
}
