package io.labkeeper.worker.poll;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SearchesTest {
    private final Searches searches = new Searches(2);

    @Test
    void thousandsOfVmsThatAppearAtOnceFindNoRoom() {
        assertThat(searches.begin(100)).isPresent();
        assertThat(searches.begin(101)).isPresent();

        assertThat(searches.begin(102)).isEmpty();
    }

    @Test
    void aSearchThatEndedLeavesRoom() {
        long first = searches.begin(100).orElseThrow();
        searches.begin(101);
        searches.end(100, first);

        assertThat(searches.begin(102)).isPresent();
        assertThat(searches.current(100, first)).isFalse();
    }

    @Test
    void aSearchThatEndedIsNotTakenForTheNextOneOfThatVm() {
        long first = searches.begin(100).orElseThrow();
        searches.end(100, first);

        long second = searches.begin(100).orElseThrow();
        assertThat(searches.current(100, first)).isFalse();
        searches.end(100, first);

        assertThat(searches.current(100, second)).isTrue();
    }

    @Test
    void aVmThatIsStartedAgainIsSearchedForAnewEvenWithoutRoom() {
        long first = searches.begin(100).orElseThrow();
        searches.begin(101);

        long second = searches.begin(100).orElseThrow();

        assertThat(searches.current(100, first)).isFalse();
        assertThat(searches.current(100, second)).isTrue();
    }

    @Test
    void aSearchWhoseLastAttemptIsDueEndsOnceItHadItsTurn() {
        long first = searches.begin(100).orElseThrow();
        searches.hadTurn(100);
        assertThat(searches.underWay(100)).isTrue();

        searches.last(100, first);
        assertThat(searches.underWay(100)).isTrue();
        searches.hadTurn(100);

        assertThat(searches.underWay(100)).isFalse();
    }
}
