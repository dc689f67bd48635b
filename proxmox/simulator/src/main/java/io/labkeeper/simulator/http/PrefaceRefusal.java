package io.labkeeper.simulator.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/**
 * Looks at the first bytes of a connection and refuses the greeting of HTTP/2, "PRI * HTTP/2.0", with 506 as Proxmox
 * does. Vert.x would answer it by itself, and otherwise.
 */
final class PrefaceRefusal extends ChannelInboundHandlerAdapter {

    private static final String ANSWER = "HTTP/1.1 506 HTTP/2 not supported\r\n"
            + "Connection: close\r\nServer: pve-api-daemon/3.0\r\nContent-Length: 0\r\n\r\n";

    /** Puts it in front of the channel's HTTP decoder, wherever that is. */
    static void guard(Channel channel) {
        ChannelHandlerContext decoder = channel.pipeline().context(HttpRequestDecoder.class);
        if (decoder == null) {
            throw new IllegalStateException(
                    "no HTTP decoder in " + channel.pipeline().names());
        }
        channel.pipeline().addBefore(decoder.name(), "preface", new PrefaceRefusal());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes && isPreface(bytes)) {
            ReferenceCountUtil.release(message);
            context.writeAndFlush(Unpooled.copiedBuffer(ANSWER, StandardCharsets.US_ASCII))
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        context.pipeline().remove(this);
        context.fireChannelRead(message);
    }

    private static boolean isPreface(ByteBuf bytes) {
        int start = bytes.readerIndex();
        return bytes.readableBytes() >= 4
                && bytes.toString(start, 4, StandardCharsets.US_ASCII).equals("PRI ");
    }
}
