package io.labkeeper.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between this module's packages. */
class ArrowsTest {
    private static final String WORKER = "io.labkeeper.worker.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.labkeeper.worker");

    @Test
    void only_health_knows_who_drives() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        WORKER + "draft",
                        WORKER + "address..",
                        WORKER + "history",
                        WORKER + "observe",
                        WORKER + "probe",
                        WORKER + "reconcile",
                        WORKER + "schema")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(WORKER + "poll", WORKER + "health")
                .because("poll drives the others, and is driven by time alone")
                .check(CLASSES);
    }

    @Test
    void who_writes_does_not_know_proxmox() {
        noClasses()
                .that()
                .resideInAPackage(WORKER + "reconcile")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.labkeeper.proxmox..", WORKER + "observe")
                .because("it is given records, whatever they were made from")
                .check(CLASSES);
    }

    @Test
    void the_translation_is_pure() {
        noClasses()
                .that()
                .resideInAnyPackage(WORKER + "observe", WORKER + "draft")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.smallrye..", "io.vertx..", "io.quarkus..", "io.labkeeper.cache..", "io.labkeeper.feed..")
                .because("what was seen and what was known are all it needs")
                .check(CLASSES);
    }
}
