package io.labkeeper.actions;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which package may know which. */
class ArrowsTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.labkeeper.actions");

    @Test
    void theLifecycleKnowsNobodyAndNoFramework() {
        noClasses()
                .that()
                .resideInAPackage("..actions.lifecycle..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "java..",
                        "com.fasterxml.jackson.annotation..",
                        "io.labkeeper.actions.lifecycle..",
                        "io.labkeeper.action..",
                        "io.labkeeper.inventory..")
                .check(CLASSES);
    }

    @Test
    void theRunnerKnowsNothingOfRequests() {
        noClasses()
                .that()
                .resideInAnyPackage("..actions.run..", "..actions.lifecycle..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..actions.request..", "..actions.assignments..", "jakarta.ws.rs..")
                .check(CLASSES);
    }

    @Test
    void onlyTheRunnerTalksToProxmox() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..actions.run..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.labkeeper.proxmox..")
                .check(CLASSES);
    }

    @Test
    void requestsAndAssignmentsDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("..actions.request..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..actions.assignments..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("..actions.assignments..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..actions.request..")
                .check(CLASSES);
    }

    @Test
    void nobodyKnowsTheSchedulesAndTheyAskLikeEverybody() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..actions.schedule..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..actions.schedule..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("..actions.schedule..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..actions.request..", "..actions.assignments..", "..actions.classes..")
                .check(CLASSES);
    }
}
