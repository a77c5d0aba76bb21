package pgconform.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no pattern, where its fault is, and how it is called. */
class PatternFaultsTest {
  private static Pattern parse(String text) throws PatternParser.Fault {
    return PatternParser.parse(at -> new Place("f", 1, at + 1), text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "`` ~ 1 ~ a message is missing at the end",
        "`   ` ~ 4 ~ a message is missing at the end",
        "ErorResponse ~ 1 ~ there is no message 'ErorResponse'; did you mean 'ErrorResponse'?",
        "Closed Closd ~ 8 ~ there is no message 'Closd'; did you mean 'Closed'?",
        "closed ~ 1 ~ there is no message 'closed'; did you mean 'Closed'?",
        "(Closed ~ 8 ~ a ')' is missing",
        "(Closed | ) ~ 11 ~ a message is expected, not ')'",
        "Closed) ~ 7 ~ ')' is not expected here",
        "Closed | ~ 9 ~ a message is missing at the end",
        "| Closed ~ 1 ~ a message is expected, not '|'",
        "Closed ? ~ 8 ~ '?' is not expected here",
        "Closed?? ~ 8 ~ '?' is not expected here",
        "DataRow & Closed | any ~ 18 ~ '&' and '|' need parentheses to tell which binds first",
        "DataRow | Closed & any ~ 18 ~ '|' and '&' need parentheses to tell which binds first",
        "DataRow{ ~ 9 ~ a number from 0 to 10000 is expected",
        "DataRow{x} ~ 9 ~ a number from 0 to 10000 is expected",
        "DataRow{-1} ~ 9 ~ a number from 0 to 10000 is expected",
        "DataRow{10001} ~ 9 ~ a number from 0 to 10000 is expected",
        "DataRow{000001} ~ 9 ~ a number from 0 to 10000 is expected",
        "DataRow{1,x} ~ 11 ~ a number from 0 to 10000 is expected",
        "DataRow{1, 10001} ~ 12 ~ a number from 0 to 10000 is expected",
        "DataRow{2 ~ 10 ~ a '}' is missing",
        "DataRow{2,1} ~ 13 ~ the second number is smaller than the first",
        "ErrorResponse[ ~ 15 ~ a value is missing",
        "ErrorResponse[C=] ~ 17 ~ a value is missing",
        "ErrorResponse[C=57014 ~ 22 ~ a ']' is missing",
        "ErrorResponse[C=57014 S=ERROR] ~ 23 ~ a ']' is missing",
        "ErrorResponse[C=57014, Q9=1] ~ 24 ~ ErrorResponse has no field 'Q9'",
        "BackendKeyData[secret=1] ~ 16 ~ BackendKeyData has no field 'secret'",
        "BindComplete[x=1] ~ 14 ~ BindComplete has no fields",
        "BindComplete[1] ~ 14 ~ BindComplete has no fields",
        "Closed[\"FIN] ~ 8 ~ the closing \" is missing",
        "DataRow[/a(/] ~ 9 ~ this regular expression is wrong: Unclosed group",
        "DataRow[/a] ~ 9 ~ the closing / is missing",
        "DataRow[4..x] ~ 9 ~ a range is two numbers: 4..256",
        "DataRow[4..] ~ 9 ~ a range is two numbers: 4..256",
        "DataRow[9..4] ~ 9 ~ the range ends before it begins",
        "DataRow[$] ~ 10 ~ a name is expected behind '$'",
        "DataRow[$x.] ~ 12 ~ a name is expected behind '.'",
        "Closed@ ~ 8 ~ a name is expected behind '@'",
        "Closed[FIN][RST] ~ 12 ~ '[' is not expected here",
        "Closed [FIN] ~ 8 ~ '[' is not expected here",
        "(DataRow & Closed) & any | Closed ~ 26 ~ '&' and '|' need parentheses to tell which binds first",
        "DataRow[ $] ~ 11 ~ a name is expected behind '$'",
        "ErrorResponse[M=x,  Q9=1] ~ 21 ~ ErrorResponse has no field 'Q9'",
        "ErrorResponse[ab.size=1] ~ 15 ~ ErrorResponse has no field 'ab'",
        "BackendKeyData[C=1] ~ 16 ~ BackendKeyData has no field 'C'",
        "DataRow[4..5x] ~ 9 ~ a range is two numbers: 4..256",
        "DataRow[\"a\\\"] ~ 9 ~ the closing \" is missing",
        "Closed, Closed ~ 7 ~ ',' is not expected here",
        "DataRow[$x ~ 11 ~ a ']' is missing",
        "ReadyForQuery[ilde] ~ 15 ~ the status of ReadyForQuery is never 'ilde'; did you mean 'idle'?",
        "ReadyForQuery[idle|  x] ~ 22 ~ the status of ReadyForQuery is never 'x'",
        "ErrorResponse[=57014] ~ 15 ~ a SQLSTATE has five digits or capital letters, unlike '=57014'",
        "any[a..b=1] ~ 5 ~ a range is two numbers: 4..256",
        "ReadyForQuery[idle|x] ~ 20 ~ the status of ReadyForQuery is never 'x'",
        "EncryptionResponse[SN] ~ 20 ~ EncryptionResponse is one byte, such as S, N or G",
        "Closed[fin] ~ 8 ~ a connection does not end by 'fin'; did you mean 'FIN'?",
        "Closed[reset=yes] ~ 14 ~ reset is never 'yes'",
        "ErrorResponse[Q=1] ~ 15 ~ ErrorResponse has no field 'Q'; did you mean 'q'?",
        "ErrorResponse[S=ERORR] ~ 17 ~ there is no severity 'ERORR'; did you mean 'ERROR'?",
        "ErrorResponse[C!=5701] ~ 18 ~ a SQLSTATE has five digits or capital letters, unlike '5701'",
        "ErrorResponse[O57014] ~ 15 ~ a SQLSTATE has five digits or capital letters, unlike 'O57014'",
        "AuthenticationSASLContinue[x=1] ~ 28 ~ AuthenticationSASLContinue has no field 'x'",
        "BackendKeyData[secretKey.size=four] ~ 31 ~ secretKey.size of BackendKeyData is a number, not 'four'",
        "BackendKeyData[processId=one] ~ 26 ~ processId of BackendKeyData is a number, not 'one'",
        "DataRow[\"abc\\ ~ 9 ~ the closing \" is missing"
      })
  void faultsAreNamedByColumn(String text, int column, String message) {
    PatternParser.Fault fault = assertThrows(PatternParser.Fault.class, () -> parse(text));
    assertEquals(column + " " + message, fault.place.column() + " " + head(fault, message));
  }

  /** As much of the message as is expected; a list of known words may follow. */
  private static String head(PatternParser.Fault fault, String message) {
    String text = fault.getMessage();
    return text.startsWith(message + "; ") ? message : text;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "`ErrorResponse[C=57014` ~ a ']' is missing",
        "`ErrorResponse[C=57014 ` ~ a ']' is missing",
        "ErrorResponse[M=\"a\"x] ~ a ']' is missing",
        "ErrorResponse[C=57014 S=ERROR] ~ a ']' is missing; a value with a space in it stands in"
            + " quotes",
        "ErrorResponse[Q9=1] ~ ErrorResponse has no field 'Q9'; known are fields",
        "BackendKeyData[C=1] ~ BackendKeyData has no field 'C'; known are processId, secretKey",
      })
  void onlyHintsThatHelpAreGiven(String text, String message) {
    PatternParser.Fault fault = assertThrows(PatternParser.Fault.class, () -> parse(text));
    assertEquals(message, fault.getMessage());
  }

  @Test
  void whatIsNestedTooDeepIsRefused() {
    String deep = "(".repeat(10_000) + "Closed" + ")".repeat(10_000);
    PatternParser.Fault fault = assertThrows(PatternParser.Fault.class, () -> parse(deep));
    assertTrue(fault.getMessage().contains("too deep"), fault.getMessage());
  }

  @Test
  void twentyParenthesesAreNotTooMany() throws PatternParser.Fault {
    assertEquals("Closed", parse("(".repeat(20) + "Closed" + ")".repeat(20)).toString());
    String deeper = "(".repeat(21) + "Closed" + ")".repeat(21);
    PatternParser.Fault fault = assertThrows(PatternParser.Fault.class, () -> parse(deeper));
    assertEquals(
        "22 the parentheses are nested too deep", fault.place.column() + " " + fault.getMessage());
  }
}
