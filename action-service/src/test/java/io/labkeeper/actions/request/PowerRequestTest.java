package io.labkeeper.actions.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.action.ActionKind;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PowerRequestTest {
    private static final PowerRequest START = new PowerRequest(ActionKind.START, 100, "lab-a", null, false, false);

    @Test
    void theSameRequestHasTheSameHash() {
        PowerRequest again = new PowerRequest(ActionKind.START, 100, "lab-a", null, false, false);

        assertThat(again.hash()).isEqualTo(START.hash());
    }

    @Test
    void everyPartOfTheRequestCounts() {
        Stream<PowerRequest> others = Stream.of(
                new PowerRequest(ActionKind.STOP, 100, "lab-a", null, false, false),
                new PowerRequest(ActionKind.START, 101, "lab-a", null, false, false),
                new PowerRequest(ActionKind.START, 100, "lab-b", null, false, false),
                new PowerRequest(ActionKind.START, 100, null, null, false, false),
                new PowerRequest(ActionKind.START, 100, "lab-a", 5, false, false),
                new PowerRequest(ActionKind.START, 100, "lab-a", null, true, false),
                new PowerRequest(ActionKind.START, 100, "lab-a", null, false, true));

        assertThat(others.map(PowerRequest::hash)).doesNotHaveDuplicates().doesNotContain(START.hash());
    }
}
