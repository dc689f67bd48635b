package io.labkeeper.actions.run;

/** The action is not worked on any further here, and has not ended: whoever claims it next goes on with it. The message says why. */
final class Leaving extends RuntimeException {

    private Leaving(String why) {
        super(why);
    }

    /** Between two looks at a task or a VM. */
    static Leaving stopped() {
        return new Leaving("this runner stops, or the action is not its own any more");
    }

    /** It is due again when it has its turn there. */
    static Leaving waitsFor(String node) {
        return new Leaving("it waits for its turn on node=" + node + ", where its VM is now");
    }

    /** Others may know it still. */
    static Leaving withoutCluster(String cluster) {
        return new Leaving("cluster=" + cluster + " was taken from this replica's configuration a moment ago");
    }
}
