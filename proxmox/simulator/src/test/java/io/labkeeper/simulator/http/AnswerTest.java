package io.labkeeper.simulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.simulator.error.ApiError;
import io.labkeeper.simulator.state.Release;
import org.junit.jupiter.api.Test;

class AnswerTest {

    private static final ApiError TWO_LINES = ApiError.died("the first line\nand the second");

    @Test
    void onlyTheFirstLineOfAMessageIsInTheReasonPhrase() {
        Answer answer = Answer.error(TWO_LINES, Release.parse("8.2"));

        assertThat(answer.reason()).isEqualTo("the first line");
        assertThat(answer.body().toJsonObject().fieldNames()).containsExactly("data");
    }

    @Test
    void newerReleasesHaveAllLinesInTheBody() {
        Answer answer = Answer.error(TWO_LINES, Release.parse("9.1"));

        assertThat(answer.body().toJsonObject().getString("message")).isEqualTo("the first line\nand the second\n");
    }
}
