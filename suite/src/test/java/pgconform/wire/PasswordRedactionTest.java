package pgconform.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Passwords in what a peer says. */
class PasswordRedactionTest {
  private static final String PASSWORD = "hu\\sh-hush";

  @AfterEach
  void forget() {
    PasswordRedaction.clear();
  }

  @Test
  void whereverAMessageHoldsOne() {
    PasswordRedaction.add(PASSWORD);
    PasswordRedaction.add("bare");
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
    PasswordRedaction.add("hush");
    PasswordRedaction.add("hush-hush");
    assertEquals("a **** b ****", PasswordRedaction.in("a hush-hush b hush"));
    assertEquals(Bytes.ofText("a*********b"), PasswordRedaction.in(Bytes.ofText("ahush-hushb")));
  }

  @Test
  void whatIsNoPasswordStays() {
    Bytes octets = Bytes.ofText("hush");
    assertSame(octets, PasswordRedaction.in(octets));
    PasswordRedaction.add("hus");
    assertEquals("hush", PasswordRedaction.in("hush"), "three characters are a part of many words");
    PasswordRedaction.add("hush");
    PasswordRedaction.clear();
    assertEquals("hush", PasswordRedaction.in("hush"));
  }
}
