package pgconform.exchange;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pgconform.property.ExtendedProtocol;
import pgconform.property.Pipeline;
import pgconform.property.PipelineMessage;
import pgconform.scenario.ExpectStep;
import pgconform.scenario.Pattern;
import pgconform.scenario.PipelineStep;
import pgconform.wire.Bytes;
import pgconform.wire.FrontendMessage;

/**
 * Sends pipelines, and expects the answers that the model of the extended query protocol predicts.
 */
final class Pipelining {
  private final CurrentServer server;
  private final CaseVariables scope;
  private final Expecting expecting;

  Pipelining(CurrentServer server, CaseVariables scope, Expecting expecting) {
    this.server = server;
    this.scope = scope;
    this.expecting = expecting;
  }

  void run(PipelineStep step) throws CaseEnded {
    Pipeline pipeline = (Pipeline) scope.value(step.messages());
    boolean atOnce = scope.text(step.pace()).equals(PipelineStep.AT_ONCE);
    String table = step.table().map(name -> scope.text(name)).orElse("");
    for (Connection connection : scope.group(step.name())) {
      new Run(step, connection, table).run(pipeline, atOnce);
    }
  }

  /** Runs one pipeline on one session. */
  private final class Run {
    private final PipelineStep step;
    private final Connection connection;
    private final String table;
    private final ExtendedProtocol model;

    private Run(PipelineStep step, Connection connection, String table) {
      this.step = step;
      this.connection = connection;
      this.table = table;
      model = new ExtendedProtocol(step.place());
    }

    private void run(Pipeline pipeline, boolean atOnce) throws CaseEnded {
      if (atOnce) {
        send(pipeline.messages());
      }
      List<PipelineMessage> part = new ArrayList<>();
      for (PipelineMessage message : pipeline.messages()) {
        part.add(message);
        take(message);
        boolean answered =
            message instanceof PipelineMessage.Sync
                || message instanceof PipelineMessage.Query
                || (message instanceof PipelineMessage.Flush && !atOnce);
        if (answered) {
          if (!atOnce) {
            send(part);
          }
          part.clear();
          expect();
        }
      }
      if (!table.isEmpty()) {
        look();
      }
    }

    /** Queries the data outside of any transaction block. */
    private void look() throws CaseEnded {
      for (PipelineMessage message : model.looking()) {
        send(List.of(message));
        take(message);
        expect();
      }
    }

    private void take(PipelineMessage message) {
      try {
        model.take(message);
      } catch (ExtendedProtocol.Unforeseen e) {
        // Only pipelines that the model covers are drawn, or read from a case.
        throw new IllegalStateException(e);
      }
    }

    private void send(List<PipelineMessage> messages) {
      List<FrontendMessage> items = messages.stream().map(m -> m.toSend(table)).toList();
      // Joined into one piece: a long pipeline has thousands of messages.
      ByteArrayOutputStream octets = new ByteArrayOutputStream();
      items.forEach(item -> octets.writeBytes(item.encode().toArray()));
      connection.link.send(Bytes.of(octets.toByteArray()), items, server.deadline());
    }

    private void expect() throws CaseEnded {
      List<Pattern> answers = model.answers();
      if (!answers.isEmpty()) {
        ExpectStep.Choice choice = new ExpectStep.Choice("", new Pattern.Sequence(answers));
        expecting.run(
            new ExpectStep(step.place(), step.name(), List.of(choice), Optional.empty()),
            connection);
      }
    }
  }
}
