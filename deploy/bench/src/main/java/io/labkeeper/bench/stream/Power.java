package io.labkeeper.bench.stream;

/** What is looked for in the text of an event: one VM's number and its new status. */
final class Power {

    private Power() {}

    /** @return text for {@link #shows} */
    static String of(int vmid, boolean on) {
        return vmid + (on ? " running" : " stopped");
    }

    /** Whether the event's data shows that VM with that status; members of other VMs in it do not count. */
    static boolean shows(String data, String power) {
        String[] words = power.split(" ");
        int at = data.indexOf("\"vmid\":" + words[0] + ",");
        if (at < 0) {
            return false;
        }
        int next = data.indexOf("\"vmid\":", at + 1);
        String vm = data.substring(at, next < 0 ? data.length() : next);
        return vm.contains("\"status\":\"" + words[1] + "\"");
    }
}
