package pgconform.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values that fields can have. */
class FieldValuesTest {
  @ParameterizedTest
  @CsvSource({
    "ReadyForQuery,,in transaction",
    "ReadyForQuery,,E",
    "EncryptionResponse,,x",
    "Closed,,close_notify",
    "Closed,reset,true",
    "ErrorResponse,,28P01",
    "ErrorResponse,S,FATAL",
    "NoticeResponse,V,absent",
    "NoticeResponse,M,any text",
    "NegotiateProtocolVersion,version,3.2",
    "NegotiateProtocolVersion,version,196610",
    "NegotiateProtocolVersion,options.size,2",
    "BackendKeyData,processId,-5",
    "BackendKeyData,secretKey,00ff",
    "ParameterStatus,name,TimeZone",
    "CancelRequest,processId,0",
    "any,,whatever",
    "Authentication,code,whatever"
  })
  void areAccepted(String message, String field, String value) {
    assertEquals(Optional.empty(), FieldValues.fault(message, field == null ? "" : field, value));
  }

  @Test
  void aTransactionStatusThatIsNotDocumentedIsANumber() {
    assertEquals(List.of("120"), FieldValues.transactionStatus('x'));
    assertEquals(List.of("idle", "I"), FieldValues.transactionStatus('I'));
  }
}
