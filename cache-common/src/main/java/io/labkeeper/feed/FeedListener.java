package io.labkeeper.feed;

import java.util.List;

/**
 * A bean that wants to know what the feed says. Called on an event loop, one call after the other: be quick, never block.
 */
public interface FeedListener {

    /** A message of another instance. */
    void received(FeedMessage message);

    /** What it is told of a message, one after the other: the parts; or the message itself, for whom many cost no more than one. */
    default List<FeedMessage> portions(FeedMessage message) {
        return message.parts();
    }

    /** The subscription is confirmed, for the first time or again: whatever was said before may have been missed. */
    default void trusted() {}

    /** Nothing can be heard any more; {@link #trusted} follows when that is over. */
    default void lost() {}

    /** Something came that could not be read: it may have concerned anything. */
    default void unreadable() {}
}
