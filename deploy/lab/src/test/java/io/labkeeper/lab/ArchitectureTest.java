package io.labkeeper.lab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses own = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.labkeeper.lab");

    @Test
    void what_runs_in_the_support_process_knows_nothing_of_starting_and_stopping() {
        noClasses()
                .that()
                .resideInAnyPackage("..lab.gateway..", "..lab.issuer..", "..lab.proxies..", "..lab.support..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..lab.launch..", "..lab.command..", "..lab.options..", "..lab.services..")
                .because("they get their settings, whoever starts them")
                .check(own);
    }

    @Test
    void only_commands_know_commands() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..lab.command..", "io.labkeeper.lab")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..lab.command..")
                .because("what a command does can be done without one")
                .check(own);
    }

    @Test
    void one_class_alone_knows_the_simulator() {
        noClasses()
                .that()
                .doNotHaveSimpleName("SimulatedCluster")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.labkeeper.simulator..")
                .because("a simulated cluster is a cluster like any other to the rest of the lab")
                .check(own);
    }
}
