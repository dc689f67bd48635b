package io.labkeeper.store;

/** The store may be well, but there are too many questions of this kind at this moment. */
public final class StoreBusyException extends StoreException {

    StoreBusyException(String message) {
        super(message);
    }
}
