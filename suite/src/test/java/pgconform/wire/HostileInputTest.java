package pgconform.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That neither memory nor time follows what a peer merely claims. */
class HostileInputTest {
  private static final int LIMIT = 1 << 20;
  private static final long LITTLE = 1 << 16;
  private static final int[] BACKEND_TYPES = "RK23CWGHdcDIEVvnNAtS1sZT?".chars().toArray();
  private static final int[] FRONTEND_TYPES = "BCdcfDEHFPpQSX?".chars().toArray();

  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }

  /** How much the second run allocates, when all classes are loaded. */
  private static long allocatedBy(Runnable action) {
    action.run();
    long before = allocated();
    action.run();
    return allocated() - before;
  }

  private static Bytes header(int type, int length) {
    return new Frame(type, length, Bytes.EMPTY, true).toBytes();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, -1, Integer.MIN_VALUE, LIMIT + 1, Integer.MAX_VALUE})
  void impossibleLengthsFromServers(int length) {
    for (int type : BACKEND_TYPES) {
      byte[] octets = Bytes.ofHex("5a 00 00 00 05 49").plus(header(type, length)).toArray();
      long allocated =
          allocatedBy(
              () -> {
                BackendDecoder decoder = new BackendDecoder(LIMIT);
                decoder.feed(octets, 0, octets.length);
                assertEquals(new ReadyForQuery('I'), decoder.next());
                assertEquals(new UnframedMessage(type, length), decoder.next());
                assertNull(decoder.next());
                assertEquals(0, decoder.buffered());
              });
      assertTrue(allocated < LITTLE, allocated + " for " + MessageFormatter.octet(type));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, -1, Integer.MIN_VALUE, LIMIT + 1, Integer.MAX_VALUE})
  void impossibleLengthsFromClients(int length) {
    for (int type : FRONTEND_TYPES) {
      byte[] octets = header(type, length).toArray();
      long allocated =
          allocatedBy(
              () -> {
                FrontendDecoder decoder = new FrontendDecoder(LIMIT);
                decoder.typed();
                decoder.feed(octets, 0, octets.length);
                assertEquals(new FrontendUnframed(type, length), decoder.next());
                assertEquals(0, decoder.buffered());
              });
      assertTrue(allocated < LITTLE, allocated + " for " + MessageFormatter.octet(type));
    }
    byte[] octets = header(Message.NO_TYPE, length).toArray();
    long allocated =
        allocatedBy(
            () -> {
              FrontendDecoder decoder = new FrontendDecoder(LIMIT);
              decoder.feed(octets, 0, octets.length);
              assertEquals(new FrontendUnframed(Message.NO_TYPE, length), decoder.next());
              assertEquals(0, decoder.buffered());
            });
    assertTrue(allocated < LITTLE, allocated + " without type");
  }

  @ParameterizedTest
  @ValueSource(ints = {1 << 20, 1 << 30, Integer.MAX_VALUE})
  void greatLengthsWithinTheLimitAllocateNothing(int length) {
    byte[] octets = header('d', length).plus(Bytes.of(new byte[100])).toArray();
    long allocated =
        allocatedBy(
            () -> {
              BackendDecoder decoder = new BackendDecoder(Integer.MAX_VALUE);
              decoder.feed(octets, 0, octets.length);
              assertNull(decoder.next());
              assertEquals(octets.length, decoder.buffered());
              assertTrue(decoder.midMessage());
              FrontendDecoder clients = new FrontendDecoder(Integer.MAX_VALUE);
              clients.typed();
              clients.feed(octets, 0, octets.length);
              assertNull(clients.next());
              assertEquals(octets.length, clients.buffered());
            });
    assertTrue(allocated < LITTLE, allocated + " for " + length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "44 00000006 ffff",
        "44 0000000a 0001 7ffffff0",
        "54 00000006 ffff",
        "74 00000006 ffff",
        "47 00000007 00 ffff",
        "48 00000007 00 ffff",
        "57 00000007 00 ffff",
        "56 00000008 7ffffff0",
        "76 0000000c 00030000 7fffffff"
      })
  void countsInBodiesOfServersAllocateNothing(String hex) {
    byte[] octets = Bytes.ofHex(hex).toArray();
    long allocated =
        allocatedBy(
            () -> {
              BackendDecoder decoder = new BackendDecoder(LIMIT);
              decoder.feed(octets, 0, octets.length);
              assertTrue(decoder.next() instanceof MalformedMessage);
            });
    assertTrue(allocated < LITTLE, allocated + " for " + hex);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "42 00000008 0000 ffff",
        "42 0000000a 0000 0000 ffff",
        "42 0000000e 0000 0000 0001 7ffffff0",
        "46 0000000a 00000000 ffff",
        "46 0000000c 00000000 0000 ffff",
        "50 00000008 0000 ffff",
        "70 00000004"
      })
  void countsInBodiesOfClientsAllocateNothing(String hex) {
    byte[] octets = Bytes.ofHex(hex).toArray();
    long allocated =
        allocatedBy(
            () -> {
              FrontendDecoder decoder = new FrontendDecoder(LIMIT);
              decoder.typed();
              decoder.feed(octets, 0, octets.length);
              assertTrue(decoder.next() instanceof FrontendMalformed);
            });
    assertTrue(allocated < LITTLE, allocated + " for " + hex);
  }

  /** Fed octet by octet, a message costs a few times its size, not its size times the feeds. */
  @Test
  void singleOctetsTakeLinearTimeAndRoom() {
    int size = 1 << 22;
    byte[] message = Frame.of('d', Bytes.of(new byte[size])).toBytes().toArray();
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          BackendDecoder decoder = new BackendDecoder(2 * size);
          long before = allocated();
          for (int i = 0; i < message.length; i++) {
            assertNull(decoder.next());
            decoder.feed(message, i, 1);
          }
          assertEquals(new CopyData(Bytes.of(new byte[size])), decoder.next());
          assertTrue(allocated() - before < 8L * size);
        });
  }

  @Test
  void protocolTwoErrorsInSingleOctetsTakeLinearTime() {
    byte[] message = new byte[1 << 22];
    Arrays.fill(message, (byte) 'E');
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          BackendDecoder decoder = new BackendDecoder(message.length);
          for (int i = 0; i < message.length; i++) {
            decoder.feed(message, i, 1);
            assertNull(decoder.next());
          }
          decoder.feed(message, 0, 1);
          assertEquals(new UnframedMessage('E', 0x45454545), decoder.next());
        });
  }

  @Test
  void manySmallMessagesAtOnceTakeLinearTime() {
    int count = 500_000;
    byte[] messages = new byte[count * 5];
    byte[] one = new NoData().encode().toArray();
    for (int i = 0; i < count; i++) {
      System.arraycopy(one, 0, messages, i * one.length, one.length);
    }
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          BackendDecoder decoder = new BackendDecoder(LIMIT);
          decoder.feed(messages, 0, messages.length - 1);
          for (int i = 1; i < count; i++) {
            assertEquals(new NoData(), decoder.next());
          }
          assertNull(decoder.next());
          decoder.feed(messages, messages.length - 1, 1);
          assertEquals(new NoData(), decoder.next());
          assertEquals(0, decoder.buffered());
        });
  }

  @Test
  void octetsNobodyTakesAreKeptInLinearTime() {
    byte[] messages = new byte[1 << 21];
    for (int i = 0; i + 5 <= messages.length; i += 5) {
      System.arraycopy(new NoData().encode().toArray(), 0, messages, i, 5);
    }
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          BackendDecoder decoder = new BackendDecoder(16);
          for (int i = 0; i < messages.length; i++) {
            decoder.feed(messages, i, 1);
          }
          assertEquals(messages.length, decoder.buffered());
        });
  }

  @Test
  void octetsTakenAsSlowlyAsTheyComeAreKeptInLinearTime() {
    int count = 200_000;
    byte[] one = new NoData().encode().toArray();
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          // The room that is expected to do is just used up.
          BackendDecoder decoder = new BackendDecoder(one.length * count - 1);
          for (int i = 0; i < count; i++) {
            decoder.feed(one, 0, one.length);
          }
          for (int i = 0; i < count; i++) {
            assertEquals(new NoData(), decoder.next());
            decoder.feed(one, 0, one.length);
          }
          assertEquals(one.length * count, decoder.buffered());
        });
  }
}
