package pgconform.scenario;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks a file against the published schema. The reader's own sentences come first; this check
 * sees to it that the reader never takes in silence what an editor marks as wrong.
 */
final class SchemaCheck {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(ScenarioSchema.document());

  /** Adds what the schema finds, at most one problem: the deepest, which is the most telling. */
  void check(Node root, List<Problem> problems) {
    schema.validate(json(root)).stream()
        .filter(error -> !error.getKeyword().equals("oneOf"))
        .max(Comparator.comparingInt(error -> error.getInstanceLocation().getNameCount()))
        .ifPresent(error -> problems.add(problem(root, error)));
  }

  private static Problem problem(Node root, Error error) {
    Node at = root;
    for (int i = 0; i < error.getInstanceLocation().getNameCount(); i++) {
      String step = String.valueOf(error.getInstanceLocation().getElement(i));
      Node next = child(at, step);
      if (next == null) {
        break;
      }
      at = next;
    }
    return new Problem(at.place(), "this does not fit the schema: " + error.getMessage());
  }

  private static Node child(Node node, String step) {
    if (node instanceof Node.Sequence sequence && step.matches("\\d+")) {
      int index = Integer.parseInt(step);
      return index < sequence.items().size() ? sequence.items().get(index) : null;
    }
    return Nodes.value(node, step).orElse(null);
  }

  private static JsonNode json(Node node) {
    if (node instanceof Node.Mapping mapping) {
      ObjectNode object = NODES.objectNode();
      mapping.entries().forEach(e -> object.set(e.key().text(), json(e.value())));
      return object;
    } else if (node instanceof Node.Sequence sequence) {
      ArrayNode array = NODES.arrayNode();
      sequence.items().forEach(item -> array.add(json(item)));
      return array;
    }
    Node.Scalar scalar = (Node.Scalar) node;
    if (scalar.isNothing()) {
      return NODES.nullNode();
    }
    boolean word = scalar.text().equals("true") || scalar.text().equals("false");
    if (word && !scalar.quoted()) {
      return NODES.booleanNode(scalar.text().equals("true"));
    }
    return NODES.stringNode(scalar.text());
  }
}
