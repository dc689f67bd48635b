package io.labkeeper.e2e.api;

/** Which VM: its cluster and its number there. */
public record VmRef(String cluster, int vmid) implements Comparable<VmRef> {

    @Override
    public int compareTo(VmRef other) {
        int byCluster = cluster.compareTo(other.cluster);
        return byCluster != 0 ? byCluster : Integer.compare(vmid, other.vmid);
    }

    @Override
    public String toString() {
        return cluster + "/" + vmid;
    }
}
