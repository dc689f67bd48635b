package io.labkeeper.reader.vms;

/**
 * A VM as a reader sees it at one moment.
 *
 * @param json the whole JSON object; do not change it
 * @param hash of these bytes
 * @param stale whether it says so
 */
public record ShownVm(byte[] json, long hash, boolean stale) {

    static ShownVm of(byte[] json, boolean stale) {
        return new ShownVm(json, Hash.of(json), stale);
    }
}
