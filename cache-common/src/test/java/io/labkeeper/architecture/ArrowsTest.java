package io.labkeeper.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between this module's packages. */
class ArrowsTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.labkeeper");

    @Test
    void the_records_know_neither_stores_nor_the_framework() {
        noClasses()
                .that()
                .resideInAnyPackage("io.labkeeper.inventory", "io.labkeeper.action", "io.labkeeper.ownership")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.labkeeper.cache..",
                        "io.labkeeper.feed..",
                        "io.labkeeper.inventory.postgres..",
                        "io.quarkus..",
                        "io.vertx..",
                        "io.smallrye..")
                .because("they are the wire and table format, which must be readable without any service")
                .check(CLASSES);
    }

    @Test
    void the_cache_is_a_library_that_knows_neither_framework_nor_store_nor_feed() {
        noClasses()
                .that()
                .resideInAPackage("io.labkeeper.cache")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quarkus..",
                        "io.vertx..",
                        "jakarta..",
                        "io.labkeeper.cache.redis..",
                        "io.labkeeper.feed..",
                        "io.labkeeper.inventory..",
                        "io.labkeeper.store..")
                .because("it is of use wherever two replicas share something costly")
                .check(CLASSES);
    }

    @Test
    void the_stores_do_not_listen_to_the_feed() {
        noClasses()
                .that()
                .resideInAnyPackage("io.labkeeper.cache..", "io.labkeeper.inventory.postgres..", "io.labkeeper.store..")
                .should()
                .dependOnClassesThat()
                .haveSimpleNameStartingWith("FeedSubscriber")
                .orShould()
                .dependOnClassesThat()
                .haveSimpleName("FeedListener")
                .because("a store answers when asked; who listens decides what to load")
                .check(CLASSES);
    }
}
