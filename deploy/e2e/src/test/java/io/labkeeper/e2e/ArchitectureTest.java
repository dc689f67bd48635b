package io.labkeeper.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses own = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.labkeeper.e2e");

    @Test
    void the_tools_know_no_story() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "..e2e.api..",
                        "..e2e.browser..",
                        "..e2e.lab..",
                        "..e2e.load..",
                        "..e2e.check..",
                        "..e2e.simulator..",
                        "..e2e.report..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..e2e.scenario..")
                .because("they serve every story")
                .check(own);
    }

    @Test
    void each_kind_of_story_is_told_by_itself() {
        slices().matching("io.labkeeper.e2e.scenario.(*)..")
                .should()
                .notDependOnEachOther()
                .check(own);
        noClasses()
                .that()
                .resideInAPackage("io.labkeeper.e2e.scenario")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.labkeeper.e2e.scenario.*..")
                .because("what all stories share knows none of them")
                .check(own);
    }

    @Test
    void nothing_of_the_product_is_used() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.labkeeper.inventory..",
                        "io.labkeeper.worker..",
                        "io.labkeeper.reader..",
                        "io.labkeeper.actions..",
                        "io.labkeeper.proxmox..",
                        "io.labkeeper.simulator..")
                .because("it is proven from outside")
                .check(own);
    }
}
