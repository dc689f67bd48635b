package io.labkeeper.worker.address.arp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * Sends datagrams of one zero byte, for which the kernel has to find out who owns the address. Needs no privilege, unlike a raw socket,
 * and starts no process, unlike ping. What comes back, if anything, is not read.
 */
final class Nudger implements AutoCloseable {
    private final DatagramChannel channel;
    private final int port;

    Nudger(int port) throws IOException {
        this.port = port;
        this.channel = DatagramChannel.open(StandardProtocolFamily.INET);
        channel.configureBlocking(false);
    }

    /**
     * @return false if the kernel has no room for it now: datagrams wait there until their owner is known
     */
    boolean nudge(String address) throws IOException {
        ByteBuffer zero = ByteBuffer.allocate(1);
        return channel.send(zero, new InetSocketAddress(InetAddress.getByName(address), port)) > 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
