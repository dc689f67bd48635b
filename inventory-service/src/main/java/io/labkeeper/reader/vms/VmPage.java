package io.labkeeper.reader.vms;

import io.labkeeper.inventory.InventoryJson;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A list answer, put together from ready parts. Its tag is made at once, its bytes when somebody wants them: whoever has them already
 * costs no copying. It may be kept and sent to many.
 */
final class VmPage {
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

    /** Null once the body was made of them. */
    private List<ShownVm> vms;

    private final byte[] tail;
    private final int length;
    private final String tag;
    private volatile byte[] body;
    private final Uni<byte[]> compressed = Uni.createFrom()
            .item(() -> Gzip.of(body()))
            .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
            .memoize()
            .indefinitely();

    private VmPage(List<ShownVm> vms, byte[] tail, int length, String tag) {
        this.vms = vms;
        this.tail = tail;
        this.length = length;
        this.tag = tag;
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
        return new VmPage(vms, tail, length, Long.toHexString(Hash.combine(hash, Hash.of(tail))));
    }

    /** Opaque, the same on every replica that shows the same bytes. */
    String tag() {
        return tag;
    }

    /** Of the body, in bytes. */
    int length() {
        return length;
    }

    /** The whole answer; do not change it. */
    byte[] body() {
        byte[] made = body;
        return made == null ? join() : made;
    }

    /** The same in gzip's format: made once, on a worker thread, since it takes a while. */
    Uni<byte[]> compressed() {
        return compressed;
    }

    private synchronized byte[] join() {
        if (body != null) {
            return body;
        }
        byte[] joined = Arrays.copyOf(HEAD, length);
        int at = HEAD.length;
        for (int i = 0; i < vms.size(); i++) {
            if (i > 0) {
                joined[at++] = ',';
            }
            byte[] json = vms.get(i).json();
            System.arraycopy(json, 0, joined, at, json.length);
            at += json.length;
        }
        System.arraycopy(tail, 0, joined, at, tail.length);
        body = joined;
        vms = null;
        return joined;
    }
}
