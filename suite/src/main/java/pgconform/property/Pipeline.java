package pgconform.property;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import pgconform.scenario.Place;

/**
 * Messages that a client sends one after the other, most of them of the extended query protocol.
 * {@link ExtendedProtocol} predicts the answers.
 */
public record Pipeline(List<PipelineMessage> messages) {
  public Pipeline {
    messages = List.copyOf(messages);
  }

  /** Returns whether the answers are known, and no message is left without a Sync. */
  boolean isForetold() {
    return foretold().isPresent();
  }

  /** Returns the model after the last message; empty if the answers are not known. */
  Optional<ExtendedProtocol> foretold() {
    ExtendedProtocol model = new ExtendedProtocol(new Place("", 1, 1));
    try {
      for (PipelineMessage message : messages) {
        model.take(message);
      }
      return model.isInStep() ? Optional.of(model) : Optional.empty();
    } catch (ExtendedProtocol.Unforeseen e) {
      return Optional.empty();
    }
  }

  /** Returns the pipeline without some of its messages. */
  Pipeline without(int from, int to) {
    List<PipelineMessage> rest = new ArrayList<>(messages);
    rest.subList(from, to).clear();
    return new Pipeline(rest);
  }

  /** Returns the pipeline with another message in place of one. */
  Pipeline with(int index, PipelineMessage message) {
    List<PipelineMessage> changed = new ArrayList<>(messages);
    changed.set(index, message);
    return new Pipeline(changed);
  }

  /** Returns the pipeline as it is written in a case: {@code parse(rows1) bind execute sync}. */
  @Override
  public String toString() {
    return messages.stream().map(Object::toString).collect(Collectors.joining(" "));
  }

  /** Returns the pipeline that a text in a case stands for, if its answers are known. */
  static Optional<Pipeline> parse(String text) {
    List<PipelineMessage> messages = new ArrayList<>();
    for (String word : text.strip().split("\\s+", -1)) {
      Optional<PipelineMessage> message = PipelineMessage.parse(word);
      if (message.isEmpty()) {
        return Optional.empty();
      }
      messages.add(message.get());
    }
    return Optional.of(new Pipeline(messages)).filter(Pipeline::isForetold);
  }
}
