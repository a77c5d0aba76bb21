package pgconform.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FrameTest {
  private static final Frame CANCEL = new CancelRequest(4711, Bytes.ofHex("8f3a01c2")).frame();
  private static final Frame QUERY = new Query("x").frame();

  private static void assertSays(String hex, Frame frame) {
    assertEquals(Bytes.ofHex(hex), frame.toBytes());
  }

  @Test
  void asTheMessageIs() {
    assertSays("00000010 04d2162e 00001267 8f3a01c2", CANCEL);
    assertSays("51 00000006 7800", QUERY);
    assertEquals(16, CANCEL.length());
    assertEquals(Message.NO_TYPE, CANCEL.type());
  }

  @Test
  void withAnotherType() {
    assertSays("00 00000006 7800", QUERY.withType(0));
    assertSays("ff 00000006 7800", QUERY.withType(0xff));
    assertSays("00000006 7800", QUERY.withType(Message.NO_TYPE));
    assertSays("51 00000010 04d2162e 00001267 8f3a01c2", CANCEL.withType('Q'));
  }

  @Test
  void withAnotherLength() {
    assertSays("51 00000000 7800", QUERY.withLength(0));
    assertSays("51 ffffffff 7800", QUERY.withLength(-1));
    assertSays("51 80000004 7800", QUERY.withLength(0x80000004));
    assertSays("51 7fffffff 7800", QUERY.withLength(Integer.MAX_VALUE));
    assertSays("51 00000006 7800", QUERY.withLength(99).withTrueLength());
    assertSays("51 7800", QUERY.withoutLength());
    assertSays("51 00000063 7800", QUERY.withoutLength().withLength(99));
  }

  @Test
  void withAnotherBody() {
    assertSays("51 00000006", QUERY.withBody(Bytes.EMPTY));
    assertSays("51 00000006 010203", QUERY.withBody(Bytes.ofHex("010203")));
    assertSays("51 00000007 010203", QUERY.withBody(Bytes.ofHex("010203")).withTrueLength());
  }

  @Test
  void withMoreThanDeclared() {
    assertSays("51 00000006 7800 aabb", QUERY.append(Bytes.ofHex("aabb")));
    assertSays("00000010 04d2162e 00001267 8f3a01c2 00", CANCEL.append(Bytes.ofHex("00")));
  }

  @Test
  void withLessThanDeclared() {
    assertSays("51 00000006 78", QUERY.truncate(1));
    assertSays("51 00000006", QUERY.truncate(2));
    assertSays("51 00000006", QUERY.truncate(Integer.MAX_VALUE));
    assertSays("51 00000006 7800", QUERY.truncate(0));
    assertSays("51 00000006 7800", QUERY.truncate(Integer.MIN_VALUE));
    assertSays("00000010 04d2162e 00001267", CANCEL.truncate(4));
    assertSays("0000000c 04d2162e 00001267", CANCEL.truncate(4).withTrueLength());
  }

  @Test
  void withAnotherCode() {
    assertSays("00000010 04d21631 00001267 8f3a01c2", CANCEL.withCode(0x04d21631));
    assertSays("00000008 ffffffff", new SSLRequest().frame().withCode(-1));
    assertSays("00000006 00030000", Frame.untyped(Bytes.ofHex("7800")).withCode(0x00030000));
  }

  @Test
  void encryptionResponseHasNothingAround() {
    assertSays("4e", new EncryptionResponse('N').frame());
  }

  @Test
  void protocolTwoErrorResponseHasNoLength() {
    assertSays("45 6e6f 00", new ProtocolTwoErrorResponse("no").frame());
  }

  @Test
  void unframedMessagesKeepTheirLength() {
    assertSays("53 ffffffff", new UnframedMessage('S', -1).frame());
    assertSays("00000003", new FrontendUnframed(Message.NO_TYPE, 3).frame());
  }

  @Property
  void anythingCanBeSaid(
      @ForAll int type, @ForAll int length, @ForAll byte[] body, @ForAll boolean hasLength) {
    Frame frame = new Frame(type, length, Bytes.of(body), hasLength);
    Bytes expected =
        (type == Message.NO_TYPE ? Bytes.EMPTY : Bytes.of((byte) type))
            .plus(hasLength ? Bytes.EMPTY.plus(word(length)) : Bytes.EMPTY)
            .plus(Bytes.of(body));
    assertEquals(expected, frame.toBytes());
  }

  private static Bytes word(int value) {
    return Bytes.ofHex(String.format("%08x", value));
  }

  @Test
  void shownWithoutPasswords() {
    assertEquals("Frame(type='Q', length=6, body=7800)", QUERY.toString());
    assertEquals(
        "Frame(type='p', length=11, body=7 bytes)",
        new PasswordMessage("secret").frame().toString());
    assertEquals(
        "Frame(type=none, length=none, body=4e)", new EncryptionResponse('N').frame().toString());
    assertEquals(
        "Frame(type=none, length=9, body=0003000000)",
        new StartupMessage(ProtocolVersion.V3_0, List.of()).frame().toString());
  }
}
