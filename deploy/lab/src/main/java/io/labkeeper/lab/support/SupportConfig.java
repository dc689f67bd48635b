package io.labkeeper.lab.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.labkeeper.lab.LabError;
import io.labkeeper.lab.proxies.StoreProxies;
import java.util.List;
import java.util.Map;

/**
 * What the process beside the services is to run.
 *
 * @param gatewayPort of the gateway
 * @param issuerPort of the token issuer
 * @param issuerControlPort where the issuer takes orders
 * @param signingKey file with the issuer's key
 * @param replicas ports of the services' replicas, by service
 * @param managementPorts where replicas answer for their health, by their port
 * @param clusters simulated clusters
 * @param proxies between services and stores
 * @param proxyControlPort where the proxies take orders; unused if there are none
 */
public record SupportConfig(
        int gatewayPort,
        int issuerPort,
        int issuerControlPort,
        String signingKey,
        Map<String, List<Integer>> replicas,
        Map<Integer, Integer> managementPorts,
        List<Simulated> clusters,
        List<StoreProxies.Spec> proxies,
        int proxyControlPort) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One simulated cluster.
     *
     * @param directory where it keeps certificate, tokens and neighbour table
     */
    public record Simulated(
            String id, String name, int vms, int nodes, long seed, int port, int controlPort, String directory) {}

    public String issuerUrl() {
        return "http://127.0.0.1:" + issuerPort;
    }

    public String issuerControlUrl() {
        return "http://127.0.0.1:" + issuerControlPort + "/_issuer";
    }

    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw LabError.failed("cannot write the support process's settings: " + e.getOriginalMessage(), e);
        }
    }

    public static SupportConfig parse(String json) {
        try {
            return JSON.readValue(json, SupportConfig.class);
        } catch (JsonProcessingException e) {
            throw LabError.failed("cannot read the support process's settings: " + e.getOriginalMessage(), e);
        }
    }
}
