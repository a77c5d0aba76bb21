package pgconform.scenario;

/** A file without fault that uses most of the language; tests break it. */
final class GoodFile {
  static final String TEXT =
      """
      id: TST-001
      title: A test
      area: test
      level: must
      source: [a test]
      consequence: none
      for all:
        key: {wrong key: any}
        n: {integer: 1..5}
        word: [a, b]
      steps:
        - start: victim
          times: $n
          parameters: {application_name: $word}
        - hold: victim
        - cancel: victim
          key: $key
        - expect: cancel
          one of:
            gone: Closed
            error: ErrorResponse[C=57014]
                   ReadyForQuery
          within: 3s
        - send: victim
          messages: [{Query: "select ${n}"}, Sync]
        - expect: victim
          messages: >-
            RowDescription? ErrorResponse[C=57014]
            ReadyForQuery
        - together:
            - steps: [{alive: victim}]
            - after: 5ms
              steps:
                - repeat: 2
                  steps: [{alive: victim}]
        - close: victim
          by: rst
      outcomes:
        error: {verdict: lenient, servers: ">= 14", says: It errs.}
      """;

  private GoodFile() {}
}
