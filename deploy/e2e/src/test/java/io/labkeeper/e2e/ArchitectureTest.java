package io.labkeeper.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

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
