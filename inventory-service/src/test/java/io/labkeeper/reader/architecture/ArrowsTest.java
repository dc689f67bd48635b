package io.labkeeper.reader.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between this module's packages. */
class ArrowsTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.labkeeper.reader");

    @Test
    void the_view_knows_nobody_who_reads_it() {
        noClasses()
                .that()
                .resideInAPackage("io.labkeeper.reader.view..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.labkeeper.reader.vms..",
                        "io.labkeeper.reader.me..",
                        "io.labkeeper.reader.status..",
                        "io.labkeeper.reader.health..",
                        "io.labkeeper.caller..",
                        "io.labkeeper.problem..",
                        "jakarta.ws.rs..")
                .because("the view holds facts; who asks and in which form it is told is another matter")
                .check(CLASSES);
    }

    @Test
    void only_the_view_reads_the_inventory_from_the_stores() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.labkeeper.reader.view..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.labkeeper.cache.redis..", "io.labkeeper.inventory.postgres..", "io.vertx.redis..")
                .because("a request is answered from memory")
                .check(CLASSES);
    }

    @Test
    void figures_and_health_never_touch_a_store_at_all() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.labkeeper.reader.status..", "io.labkeeper.reader.health..", "io.labkeeper.reader.me..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.vertx.mutiny.sqlclient..",
                        "io.vertx.sqlclient..",
                        "io.vertx.redis..",
                        "io.labkeeper.cache.redis..",
                        "io.labkeeper.inventory.postgres..")
                .because("probes and figures must answer at once, whatever is away")
                .check(CLASSES);
    }

    @Test
    void nothing_here_writes_to_redis() {
        noClasses()
                .should()
                .callMethodWhere(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                                com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner(
                                        com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                                                "io.labkeeper.cache.redis")))
                        .and(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                                com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching(
                                        "apply|replace|describe|write"))))
                .because("readers never fill the shared inventory: one writer per fact")
                .check(CLASSES);
    }
}
