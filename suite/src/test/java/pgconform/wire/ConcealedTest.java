package pgconform.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Passwords in what a peer says. */
class ConcealedTest {
  private static final String PASSWORD = "hu\\sh-hush";

  @AfterEach
  void forget() {
    Concealed.clear();
  }

  @Test
  void whereverAMessageHoldsOne() {
    Concealed.add(PASSWORD);
    Concealed.add("bare");
    for (BackendMessage message :
        List.of(
            new ParameterStatus(PASSWORD, "is " + PASSWORD),
            ErrorResponse.of("bare", "28P01", "x".repeat(295) + PASSWORD),
            new NotificationResponse(1, PASSWORD, ""),
            new CommandComplete(PASSWORD),
            new DataRow(List.of(java.util.Optional.of(Bytes.ofText("\0" + PASSWORD)))),
            new UnknownMessage('x', Bytes.ofText(PASSWORD)))) {
      String text = message.toString();
      assertEquals(-1, text.indexOf("hu\\"), text);
      assertEquals(-1, text.indexOf("=bare"), text);
      assertEquals(-1, text.indexOf(Bytes.ofText(PASSWORD).toHex()), text);
    }
    assertEquals(
        "ParameterStatus(****=\"is ****\")",
        new ParameterStatus(PASSWORD, "is " + PASSWORD).toString());
  }

  @Test
  void theLongestFirst() {
    Concealed.add("hush");
    Concealed.add("hush-hush");
    assertEquals("a **** b ****", Concealed.in("a hush-hush b hush"));
    assertEquals(Bytes.ofText("a*********b"), Concealed.in(Bytes.ofText("ahush-hushb")));
  }

  @Test
  void whatIsNoPasswordStays() {
    Bytes octets = Bytes.ofText("hush");
    assertSame(octets, Concealed.in(octets));
    Concealed.add("hus");
    assertEquals("hush", Concealed.in("hush"), "three characters are a part of many words");
    Concealed.add("hush");
    Concealed.clear();
    assertEquals("hush", Concealed.in("hush"));
  }
}
