package pgconform.scenario;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML into {@link Node}s: one document without anchors, tags and duplicate names, and not
 * more deeply nested or larger than a scenario can be.
 */
final class Yaml {
  private static final int LARGEST_FILE = 256 * 1024;
  private static final int DEEPEST = 40;
  private static final String SCENARIO = "a scenario";

  private final String file;
  private final Deque<Object> open = new ArrayDeque<>();
  private final Source source;
  private final String what;
  private Node root;

  private Yaml(String file, String text, String what) {
    this.file = file;
    this.what = what;
    this.source = new Source(file, text);
  }

  /**
   * Returns the document of a file.
   *
   * @throws ScenarioException with the first fault of its YAML
   */
  static Node read(String file, byte[] content) throws ScenarioException {
    return read(file, content, SCENARIO);
  }

  /**
   * Returns the document of a file of another kind, which is named by {@code what}, such as {@code
   * a target file}.
   */
  static Node read(String file, byte[] content, String what) throws ScenarioException {
    if (content.length > LARGEST_FILE) {
      throw fault(
          new Place(file, 1, 1),
          "the file has %d bytes; %s has at most %d".formatted(content.length, what, LARGEST_FILE));
    }
    String text = decode(file, content);
    return new Yaml(file, text, what).parse(text);
  }

  private static String decode(String file, byte[] content) throws ScenarioException {
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer bytes = ByteBuffer.wrap(content);
    try {
      return decoder.decode(bytes).toString();
    } catch (CharacterCodingException e) {
      // The decoder stopped at the invalid octet.
      int line = 1;
      int column = 1;
      for (int i = 0; i < bytes.position(); i++) {
        line += content[i] == '\n' ? 1 : 0;
        column = content[i] == '\n' ? 1 : column + 1;
      }
      throw fault(new Place(file, line, column), "this is not UTF-8 text");
    }
  }

  private Node parse(String text) throws ScenarioException {
    LoadSettings settings =
        LoadSettings.builder().setLabel(file).setCodePointLimit(LARGEST_FILE).build();
    try {
      for (Event event : new Parse(settings).parseString(text)) {
        take(event);
      }
    } catch (MarkedYamlEngineException e) {
      throw notYaml(e);
    } catch (ReaderException e) {
      int offset = Math.max(0, text.indexOf(e.getCodePoint()));
      throw fault(
          source.place(offset),
          "the character U+%04X cannot stand in a file".formatted(e.getCodePoint()));
    } catch (YamlEngineException e) {
      String message = String.valueOf(e.getMessage());
      throw fault(
          new Place(file, 1, 1), "this is not YAML: " + message.lines().findFirst().orElse(""));
    }
    if (root == null) {
      String begins = what.equals(SCENARIO) ? "; a scenario begins with its id" : "";
      throw fault(new Place(file, 1, 1), "the file is empty" + begins);
    }
    return root;
  }

  /**
   * Returns the exception for invalid YAML. The fault of an unclosed construct is reported where it
   * was opened, not at the end of the file.
   */
  private ScenarioException notYaml(MarkedYamlEngineException e) {
    String context = String.valueOf(e.getContext());
    boolean flow = context.startsWith("while parsing a flow");
    boolean quoted = context.contains("quoted scalar");
    Place here = e.getProblemMark().map(this::place).orElse(new Place(file, 1, 1));
    Place begin = e.getContextMark().map(this::place).orElse(here);
    String problem = e.getProblem();
    if (problem.contains("(TAB)' that cannot")) {
      problem = "lines are indented with spaces, not with TAB";
    } else if (problem.contains("that cannot start any token")) {
      problem = "a text that begins with this character stands in quotes";
    }
    if (flow) {
      return fault(begin, "this is not YAML: in what begins here, " + problem);
    } else if (quoted) {
      return fault(begin, "this is not YAML: in the quoted text that begins here, " + problem);
    }
    return fault(here, "this is not YAML: " + problem);
  }

  private void take(Event event) throws ScenarioException {
    Place place = event.getStartMark().map(this::place).orElse(new Place(file, 1, 1));
    if (event instanceof AliasEvent) {
      throw fault(place, "aliases (*name) are not part of " + language());
    }
    if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
      throw fault(place, "anchors (&name) are not part of " + language());
    }
    if (event instanceof DocumentStartEvent && root != null) {
      throw fault(
          place, "a file holds one %s; a second document begins here".formatted(what.substring(2)));
    }
    if (event instanceof ScalarEvent scalar) {
      refuseTag(place, scalar.getTag());
      boolean quoted = scalar.getScalarStyle() != ScalarStyle.PLAIN;
      Origin origin = new Origin(source, scalar.getValue(), place);
      add(new Node.Scalar(place, scalar.getValue(), quoted, Optional.of(origin)));
    } else if (event instanceof SequenceStartEvent start) {
      refuseTag(place, start.getTag());
      push(new Node.Sequence(place, new ArrayList<>()));
    } else if (event instanceof MappingStartEvent start) {
      refuseTag(place, start.getTag());
      push(new OpenMapping(new Node.Mapping(place, new ArrayList<>()), new HashSet<>()));
    } else if (event instanceof SequenceEndEvent) {
      add((Node.Sequence) open.pop());
    } else if (event instanceof MappingEndEvent) {
      add(((OpenMapping) open.pop()).mapping);
    }
  }

  private String language() {
    return what.equals(SCENARIO) ? "the scenario language" : what;
  }

  private void refuseTag(Place place, Optional<String> tag) throws ScenarioException {
    if (tag.isPresent() && !tag.get().equals("!")) {
      throw fault(place, "tags (!name) are not part of " + language());
    }
  }

  private void push(Object collection) throws ScenarioException {
    if (open.size() >= DEEPEST) {
      Place place =
          collection instanceof Node node
              ? node.place()
              : ((OpenMapping) collection).mapping.place();
      throw fault(place, "this is nested more than %d deep".formatted(DEEPEST));
    }
    open.push(collection);
  }

  /** A mapping under construction: the key that waits for its value. */
  private static final class OpenMapping {
    final Node.Mapping mapping;
    final Set<String> names;
    Node.Scalar key;

    OpenMapping(Node.Mapping mapping, Set<String> names) {
      this.mapping = mapping;
      this.names = names;
    }
  }

  private void add(Node node) throws ScenarioException {
    Object parent = open.peek();
    if (parent == null) {
      root = node;
    } else if (parent instanceof Node.Sequence sequence) {
      sequence.items().add(node);
    } else {
      OpenMapping mapping = (OpenMapping) parent;
      if (mapping.key != null) {
        mapping.mapping.entries().add(new Node.Entry(mapping.key, node));
        mapping.key = null;
      } else if (!(node instanceof Node.Scalar name)) {
        throw fault(node.place(), "a name is expected here, not " + node.kind());
      } else if (!mapping.names.add(name.text())) {
        throw fault(node.place(), "the field '%s' is written twice".formatted(name.text()));
      } else {
        mapping.key = name;
      }
    }
  }

  private Place place(Mark mark) {
    return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static ScenarioException fault(Place place, String message) {
    return new ScenarioException(List.of(new FileError(place, message)));
  }
}
