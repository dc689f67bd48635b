package io.labkeeper.actions.classes;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.actions.classes.ClassPlan.Difference;
import io.labkeeper.actions.classes.ClassPlan.Given;
import io.labkeeper.actions.classes.ClassPlan.Held;
import io.labkeeper.actions.classes.ClassPlan.Taken;
import io.labkeeper.inventory.VmKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClassPlanTest {
    private static final ClassVm SHARED = new ClassVm("lab-a", 110, null);
    private static final ClassVm OF_ALICE = new ClassVm("lab-a", 111, "alice");
    private static final ClassVm REPLACED = new ClassVm("lab-a", 112, null);
    private static final ClassVm NEW = new ClassVm("lab-b", 110, null);
    private static final List<Held> HELD =
            List.of(new Held(1, SHARED, false), new Held(2, OF_ALICE, false), new Held(3, REPLACED, true));
    private static final ClassView NOW = new ClassView(
            "networks-101", "Networks", List.of("tina"), List.of("alice", "bob"), List.of(SHARED, OF_ALICE));

    private static ClassPlan plan(ClassWish wish) {
        Map<VmKey, String> births = new HashMap<>();
        births.put(SHARED.key(), "b110");
        births.put(OF_ALICE.key(), "b111");
        births.put(REPLACED.key(), "another");
        births.put(NEW.key(), null);
        return ClassPlan.of(NOW, HELD, wish, births);
    }

    @Test
    void whatIsLeftOutStays() {
        ClassPlan plan = plan(new ClassWish(null, null, null, null));

        assertThat(plan.size()).isZero();
        assertThat(plan.needsAdmin()).isFalse();
    }

    @Test
    void whatWasReadMayBeSentBackByATeacherWithOtherMembers() {
        ClassPlan plan =
                plan(new ClassWish("Networks", Set.of("tina"), Set.of("alice", "carol"), Set.of(OF_ALICE, SHARED)));

        assertThat(plan.needsAdmin()).isFalse();
        assertThat(plan.members()).isEqualTo(new Difference(Set.of("carol"), Set.of("bob")));
    }

    @Test
    void nameTeachersAndVmsAreForAdministrators() {
        assertThat(plan(new ClassWish("Other", null, null, null)).needsAdmin()).isTrue();
        assertThat(plan(new ClassWish(null, Set.of(), null, null)).needsAdmin()).isTrue();
        assertThat(plan(new ClassWish(null, null, null, Set.of(SHARED))).needsAdmin())
                .isTrue();
        assertThat(plan(new ClassWish(null, null, null, Set.of(SHARED, OF_ALICE, NEW)))
                        .needsAdmin())
                .isTrue();
    }

    @Test
    void aListOfVmsReplacesTheOneBefore() {
        ClassPlan plan = plan(new ClassWish(null, null, null, Set.of(SHARED, NEW)));

        assertThat(plan.given()).containsExactly(new Given(NEW, null));
        assertThat(plan.taken()).containsExactly(new Taken(2, OF_ALICE), new Taken(3, REPLACED));
    }

    @Test
    void aNumberThatWasUsedAgainIsGivenOnlyWhenItIsNamed() {
        ClassPlan plan = plan(new ClassWish(null, null, null, Set.of(SHARED, OF_ALICE, REPLACED)));

        assertThat(plan.given()).containsExactly(new Given(REPLACED, "another"));
        assertThat(plan.taken()).containsExactly(new Taken(3, REPLACED));
    }

    @Test
    void aVmThatDoesNotExistOrIsForAStrangerIsUnfit() {
        ClassVm missing = new ClassVm("lab-a", 999, null);
        ClassVm strangers = new ClassVm("lab-b", 110, "carol");

        assertThat(plan(new ClassWish(null, null, null, Set.of(missing))).unfit())
                .containsExactly(missing);
        assertThat(plan(new ClassWish(null, null, null, Set.of(strangers))).unfit())
                .containsExactly(strangers);
        assertThat(plan(new ClassWish(null, null, Set.of("carol"), Set.of(strangers)))
                        .unfit())
                .isEmpty();
    }

    @Test
    void theVmOfAMemberWhoLeavesMayStayInTheList() {
        ClassPlan plan = plan(new ClassWish(null, null, Set.of("bob"), Set.of(SHARED, OF_ALICE, NEW)));

        assertThat(plan.unfit()).isEmpty();
        assertThat(plan.given()).containsExactly(new Given(NEW, null));
    }
}
