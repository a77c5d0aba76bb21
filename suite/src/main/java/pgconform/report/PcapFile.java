package pgconform.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Writes a capture file: packets of TCP over IPv4 on the loopback address, as Wireshark reads them.
 */
final class PcapFile {
  static final int FIN = 0x01;
  static final int SYN = 0x02;
  static final int RST = 0x04;
  static final int PSH = 0x08;
  static final int ACK = 0x10;

  /** The number of octets that fit into one packet. */
  static final int MOST_PAYLOAD = 32 * 1024;

  private static final int MAGIC = 0xa1b2c3d4;
  private static final int VERSION = 0x0002_0004;
  private static final int ETHERNET_LINK = 1;
  private static final int MOST_OCTETS = 0xffff;
  private static final int MICROS = 1_000_000;

  private static final int ETHERNET = 14;
  private static final int IP = 20;
  private static final int TCP = 20;
  private static final short IPV4 = 0x0800;
  private static final int LOOPBACK = 0x7f00_0001;
  private static final byte TCP_PROTOCOL = 6;
  private static final byte TIME_TO_LIVE = 64;
  private static final byte WORDS_OF_IP = 0x45;
  private static final short DO_NOT_FRAGMENT = 0x4000;
  private static final int IP_CHECKSUM = ETHERNET + 10;
  private static final int TCP_CHECKSUM = ETHERNET + IP + 16;
  private static final int WORD = 0xffff;

  private final OutputStream out;

  /** One end of a connection, and the number of octets that it has sent. */
  static final class End {
    private final int port;
    private int sent;

    End(int port) {
      this.port = port;
    }
  }

  PcapFile(OutputStream out) throws IOException {
    this.out = out;
    ByteBuffer head = ByteBuffer.allocate(24);
    head.putInt(MAGIC).putInt(VERSION).putInt(0).putInt(0).putInt(MOST_OCTETS);
    out.write(head.putInt(ETHERNET_LINK).array());
  }

  /**
   * Writes a packet.
   *
   * @param micros the time in microseconds since 1970
   * @param flags the TCP flags
   */
  void packet(long micros, End from, End to, int flags, byte[] payload) throws IOException {
    int size = ETHERNET + IP + TCP + payload.length;
    ByteBuffer head = ByteBuffer.allocate(16);
    head.putInt((int) (micros / MICROS)).putInt((int) (micros % MICROS)).putInt(size).putInt(size);
    out.write(head.array());
    ByteBuffer packet = ByteBuffer.allocate(size);
    packet.position(ETHERNET - Short.BYTES).putShort(IPV4);
    packet.put(WORDS_OF_IP).put((byte) 0).putShort((short) (size - ETHERNET));
    packet.putShort((short) 0).putShort(DO_NOT_FRAGMENT).put(TIME_TO_LIVE).put(TCP_PROTOCOL);
    packet.putShort((short) 0).putInt(LOOPBACK).putInt(LOOPBACK);
    packet.putShort((short) from.port).putShort((short) to.port);
    packet.putInt(from.sent).putInt((flags & ACK) == 0 ? 0 : to.sent);
    packet.put((byte) ((TCP / Integer.BYTES) << 4)).put((byte) flags).putShort((short) MOST_OCTETS);
    packet.putShort((short) 0).putShort((short) 0).put(payload);
    packet.putShort(IP_CHECKSUM, checksum(packet, ETHERNET, ETHERNET + IP, 0));
    // The pseudo header of TCP consists of both addresses, the protocol and the length.
    long pseudo =
        2L * ((LOOPBACK >>> 16) + (LOOPBACK & WORD)) + TCP_PROTOCOL + size - ETHERNET - IP;
    packet.putShort(TCP_CHECKSUM, checksum(packet, ETHERNET + IP, size, pseudo));
    out.write(packet.array());
    from.sent += payload.length + ((flags & (SYN | FIN)) == 0 ? 0 : 1);
  }

  private static short checksum(ByteBuffer packet, int begin, int end, long start) {
    long sum = start;
    for (int i = begin; i < end; i++) {
      int octet = packet.get(i) & 0xff;
      sum += (i - begin) % 2 == 0 ? (octet << 8) : octet;
    }
    while (sum >>> 16 != 0) {
      sum = (sum & WORD) + (sum >>> 16);
    }
    return (short) ~sum;
  }
}
