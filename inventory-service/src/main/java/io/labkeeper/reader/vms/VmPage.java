package io.labkeeper.reader.vms;

import io.labkeeper.inventory.InventoryJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A list answer, put together from ready parts.
 *
 * @param body the whole answer
 * @param tag opaque, the same on every replica that shows the same bytes
 */
record VmPage(byte[] body, String tag) {
    private static final byte[] HEAD = "{\"vms\":[".getBytes(StandardCharsets.UTF_8);

    /**
     * What stands beside the VMs.
     *
     * @param live whether Proxmox was asked for this answer
     * @param stale whether anything in it is doubtful
     * @param total of all pages together
     * @param next cursor of the next page, null if this is the last
     */
    record About(boolean live, boolean stale, boolean admin, int total, String next) {
        private byte[] json() {
            String json = "],\"mode\":\"" + (live ? "live" : "inventory") + "\",\"stale\":" + stale + ",\"is_admin\":"
                    + admin + ",\"total\":" + total + ",\"next\":" + InventoryJson.write(next) + "}";
            return json.getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * @param vms in order
     */
    static VmPage of(List<ShownVm> vms, About about) {
        byte[] tail = about.json();
        int length = HEAD.length + tail.length + Math.max(0, vms.size() - 1);
        long hash = Hash.empty();
        for (ShownVm vm : vms) {
            length += vm.json().length;
            hash = Hash.combine(hash, vm.hash());
        }
        byte[] body = Arrays.copyOf(HEAD, length);
        int at = HEAD.length;
        for (int i = 0; i < vms.size(); i++) {
            if (i > 0) {
                body[at++] = ',';
            }
            byte[] json = vms.get(i).json();
            System.arraycopy(json, 0, body, at, json.length);
            at += json.length;
        }
        System.arraycopy(tail, 0, body, at, tail.length);
        return new VmPage(body, Long.toHexString(Hash.combine(hash, Hash.of(tail))));
    }
}
