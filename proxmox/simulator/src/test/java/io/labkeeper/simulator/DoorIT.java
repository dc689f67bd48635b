package io.labkeeper.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who comes in: tokens in all their notations, and tickets with their two hours (docs/proxmox-behaviour.md). */
class DoorIT {

    private static final String VERSION = "GET /api2/json/version HTTP/1.1\r\nHost: pve\r\n";

    private final AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
    private Bench bench;

    @BeforeEach
    void start() {
        bench = Bench.start(Bench.quick().clock(new Clock() {
            @Override
            public Instant instant() {
                return time.get();
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        }));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private int asked(String header) {
        return bench.raw(VERSION + header + "\r\n\r\n").status();
    }

    private String token() {
        return bench.simulator().readerToken().authorization();
    }

    @Test
    void aTokenMayFollowABlankInsteadOfAnEqualsSign() {
        assertThat(asked("Authorization: " + token())).isEqualTo(200);
        assertThat(asked("Authorization: " + token().replaceFirst("PVEAPIToken=", "PVEAPIToken ")))
                .isEqualTo(200);
    }

    @Test
    void aTokenIsPercentDecodedAndEndsAtASemicolon() {
        assertThat(asked("Authorization: " + token().replace("@", "%40").replace("!", "%21")))
                .isEqualTo(200);
        assertThat(asked("Authorization: " + token() + "; and more")).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PVEAPIToken", "PVEAPIToken=labkeeper@pve", "PVEAPIToken=labkeeper=secret"})
    void halfATokenIsNone(String value) {
        assertThat(asked("Authorization: " + value)).isEqualTo(401);
    }

    @Test
    void aTicketInTheSameRequestWinsOverAToken() {
        assertThat(asked("Authorization: " + token() + "\r\nCookie: PVEAuthCookie=PVE:root@pam:0::x"))
                .isEqualTo(401);
    }

    @Test
    void aTicketLastsTwoHours() {
        String ticket = login("right").getString("ticket");

        time.updateAndGet(now -> now.plus(Duration.ofMinutes(119)));
        int before = cookie(ticket);
        time.updateAndGet(now -> now.plus(Duration.ofMinutes(2)));

        assertThat(before).isEqualTo(200);
        assertThat(cookie(ticket)).isEqualTo(401);
    }

    @Test
    void aTicketIsRenewedByPostingItAsThePassword() {
        String first = login("right").getString("ticket");

        time.updateAndGet(now -> now.plus(Duration.ofHours(1)));
        String second = login(first).getString("ticket");
        time.updateAndGet(now -> now.plus(Duration.ofMinutes(90)));

        assertThat(cookie(first)).isEqualTo(401);
        assertThat(cookie(second)).isEqualTo(200);
    }

    private int cookie(String ticket) {
        return asked("Cookie: PVEAuthCookie=" + Bench.encode(ticket));
    }

    private JsonObject login(String password) {
        bench.simulator().control().addUser("user@pve", "right");
        String form = "username=user%40pve&password=" + Bench.encode(password);
        return bench.raw("POST /api2/json/access/ticket HTTP/1.1\r\nHost: pve\r\n"
                        + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length()
                        + "\r\n\r\n" + form)
                .object();
    }
}
