package io.labkeeper.proxmox;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private final JavaClasses own = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.labkeeper.proxmox");

    @Test
    void theClientKnowsNoOtherPartOfLabkeeper() {
        noClasses()
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "belong to another part of Labkeeper",
                        other -> other.getPackageName().startsWith("io.labkeeper")
                                && !other.getPackageName().equals("io.labkeeper.proxmox")))
                .because("the one translation from Proxmox's words to ours is in the sync-worker")
                .check(own);
    }

    @Test
    void onlyTheTransportKnowsTheRestClient() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Transport")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus.rest.client..", "org.jboss.resteasy..")
                .because("how requests travel is decided in one place")
                .check(own);
    }
}
