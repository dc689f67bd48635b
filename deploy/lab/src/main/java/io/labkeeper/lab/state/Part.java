package io.labkeeper.lab.state;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.labkeeper.embedded.ServerProcess;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One part of the lab as {@code state.json} shows it: what it is, where it answers, which process it is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class Part {
    public static final String POSTGRES = "postgres";
    public static final String REDIS = "redis";
    public static final String GATEWAY = "gateway";
    public static final String ISSUER = "issuer";
    public static final String PROXMOX = "proxmox";
    public static final String PROXY = "proxy";

    @JsonProperty
    private String name;

    @JsonProperty
    private String kind;

    @JsonProperty
    private String url;

    @JsonProperty
    private Long pid;

    @JsonProperty
    private String log;

    /** When the process started: tells it from a later one with the same pid. */
    @JsonProperty("started_at")
    private String startedAt;

    /** A hash of how it was started: another one means that it must be started anew. */
    @JsonProperty
    private String launch;

    private final Map<String, String> more = new LinkedHashMap<>();

    public static Part of(String name, String kind) {
        Part part = new Part();
        part.name = name;
        part.kind = kind;
        return part;
    }

    public Part url(String value) {
        url = value;
        return this;
    }

    public Part process(ServerProcess process, Path logFile, String launchHash) {
        pid = process.pid();
        startedAt = process.startedAt().toString();
        log = logFile.toString();
        launch = launchHash;
        return this;
    }

    /** Another fact about it, such as {@code management_url}. */
    public Part with(String key, String value) {
        more.put(key, value);
        return this;
    }

    public String name() {
        return name;
    }

    public String kind() {
        return kind;
    }

    public String url() {
        return url;
    }

    public Long pid() {
        return pid;
    }

    public String log() {
        return log;
    }

    public String launch() {
        return launch;
    }

    public String get(String key) {
        return more.get(key);
    }

    /** Whether it is a process of ours; false for a store of yours. */
    @JsonIgnore
    public boolean isOurs() {
        return pid != null;
    }

    /** When its process was started; empty for a store of yours. */
    @JsonIgnore
    public Optional<Instant> startedAt() {
        return Optional.ofNullable(startedAt).map(Instant::parse);
    }

    /** The ports at which it listens, as its URLs name them. */
    @JsonIgnore
    public Set<Integer> ports() {
        return Stream.concat(
                        Stream.ofNullable(url),
                        more.entrySet().stream()
                                .filter(fact -> fact.getKey().endsWith("_url"))
                                .map(Map.Entry::getValue))
                .map(address -> URI.create(address).getPort())
                .filter(port -> port > 0)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The process, if it still runs. */
    public Optional<ServerProcess> running() {
        return pid == null ? Optional.empty() : ServerProcess.find(pid, Instant.parse(startedAt));
    }

    @JsonAnyGetter
    Map<String, String> more() {
        return more;
    }

    @JsonAnySetter
    void more(String key, String value) {
        more.put(key, value);
    }
}
