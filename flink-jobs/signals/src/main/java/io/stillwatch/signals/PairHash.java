package io.stillwatch.signals;

import com.google.auto.service.AutoService;
import io.stillwatch.schemas.InferenceEvent;

/**
 * One hash for a question and its candidate answers, whichever answer stands first (S7).
 *
 * <p>Reason: who uses the model as a reward model asks each comparison twice with the answers
 * swapped, to cancel the model's liking for a place. Such twins have equal pair hashes and other
 * {@link PromptHash}es. Looks alike: judges in CI and arenas do the same.
 *
 * <p>Reads a prompt from label to label: "Response A:", "[Answer 1]", "&lt;output_b&gt;", "###
 * Candidate 2", "[Here begins answer A]", or a JSON key that comes again. Shown only where two
 * different labels have long answers and words of comparison stand somewhere. Labels and what
 * follows an end label stay out.
 *
 * <p>Where the last answer ends and closing instructions begin is often not written. So the hash is
 * a sum over sentences and lines of all answers, not over answers: what trails the last one is the
 * same whichever is last. The question is what a question label introduces, else what stands before
 * the first answer.
 */
@AutoService(Signal.class)
public final class PairHash implements Signal, ReadsPhrases {

  private static final int NOUN = 1;
  private static final int ORDINAL = 1 << 1;
  private static final int END = 1 << 2;
  private static final int QUESTION = 1 << 3;

  /** The roles by group of {@link #WORDS}; the group of the words of comparison has none. */
  private static final int[] ROLES = {NOUN, ORDINAL, END, QUESTION};

  private static final int NOUNS = 0;
  private static final int COMPARING = 4;

  /** Longest label: "Here the reply of the second model begins". */
  private static final int LABEL_WORDS_MAX = 8;

  /** Without brackets a label is short, shorter still without a colon: longer lines are text. */
  private static final int LINE_LABEL_WORDS_MAX = 5;

  private static final int BARE_LABEL_WORDS_MAX = 3;

  /** The phrases of each role; the last is said anywhere, the others in labels. */
  private static final PhraseSpans WORDS =
      new PhraseSpans(
          """
        answer|answers|response|reply|completion|output|candidate|assistant|model|solution|option|translation
        summary|essay|version|conversation|submission|generation|text|draft|story|result|choice|continuation
        respuesta|candidato|candidata|opción|salida|asistente|modelo|texto|versión|réponse|candidat|sortie|modèle
        antwort|kandidat|ausgabe|assistent|modell|lösung|fassung|resposta|saída|opção|ответ|кандидат|вариант
        модель|ассистент|решение|回答|答案|回复|候选|候選|选项|模型|助手|输出|译文|応答|候補|解答|モデル|アシスタント|選択肢|出力
        """,
          """
        a|b|c|d|e|f|g|h|0|one|two|three|four|first|second|third|fourth|uno|dos|primera|segunda|primero|segundo
        un|deux|première|deuxième|premier|seconde|eins|zwei|erste|zweite|erster|zweiter|um|dois|primeira|primeiro
        первый|второй|первая|вторая|а|б|в|г|甲|乙|丙|丁|一|二|三|四|x|y
        """,
          """
        end|ende|fin|final|fim|конец|结束|終わり|終了|finish
        """,
          """
        question|prompt|instruction|query|task|context|user|conversation history|pregunta|consulta|tarea|instrucción
        consigne|requête|tâche|frage|aufgabe|anweisung|pergunta|tarefa|instrução|вопрос|задание|запрос|инструкция
        问题|提问|指令|题目|任务|質問|指示|課題|問題|プロンプト
        """,
          """
        compare|comparing|comparison|better|best|prefer|preferred|preference|rank|ranking|ranked|winner|verdict|judge
        which answer|which response|which one|two responses|two answers|superior|tie|choose|select|pick|evaluate
        compara|compare|mejor|prefieres|preferida|elige|cuál|comparez|meilleure|meilleur|laquelle|préfères|choisis
        vergleiche|vergleichen|besser|bessere|beste|welche|bevorzugst|wähle|melhor|qual|escolha|prefere
        сравни|сравните|лучше|лучший|какой|выбери|выберите|比较|更好|哪个|哪一个|较好|优于|选择|比較|優れ|良い|どちら|選ん|選び
        """);

  @Override
  public int code() {
    return 1;
  }

  @Override
  public String name() {
    return "pair";
  }

  @Override
  public Kind kind() {
    return Kind.HASH;
  }

  @Override
  public Side side() {
    return Side.PROMPT;
  }

  @Override
  public Phrases<?> phrases() {
    return WORDS;
  }

  @Override
  public long read(Texts texts, InferenceEvent event) {
    PhraseSpans.Spans words = texts.heard(WORDS);
    if (words.count(COMPARING) == 0 || words.count(NOUNS) < 2) {
      return 0;
    }
    return new PairReading(texts, roles(texts, words)).read();
  }

  /** What each word may be in a label. */
  private static int[] roles(Texts texts, PhraseSpans.Spans words) {
    int[] roles = texts.ints(texts.size());
    for (int span = 0; span < words.size(); span++) {
      int group = words.group(span);
      if (group != COMPARING) {
        for (int i = words.first(span); i <= words.last(span); i++) {
          roles[i] |= ROLES[group];
        }
      }
    }
    return roles;
  }

  /** One walk over one prompt, from label to label. */
  private static final class PairReading {

    private enum Part {
      PREAMBLE,
      QUESTION,
      ANSWER,
      OUTSIDE
    }

    private final Texts texts;
    private final int[] roles;

    // Answers by label: its ordinal's hash and how much text, counted in half words.
    private final long[] labels = new long[SignalLimits.PAIR_BLOCKS_MAX];
    private final int[] halfWords = new int[SignalLimits.PAIR_BLOCKS_MAX];
    private int answers;

    private long preamble;
    private long question;
    private long answered;

    private Part part = Part.PREAMBLE;
    private int current;
    private long sentence;
    private boolean endsSentence;

    // What the last label said.
    private int labelRoles;
    private long labelOrdinal;

    PairReading(Texts texts, int[] roles) {
      this.texts = texts;
      this.roles = roles;
    }

    long read() {
      part = texts.promptStart() > 0 ? Part.OUTSIDE : Part.PREAMBLE;
      for (int i = 0; i < texts.size(); i++) {
        if (i == texts.promptStart() && i > 0) {
          close();
          part = Part.PREAMBLE;
        }
        int after = labelEnd(i);
        if (after > i) {
          close();
          turn();
          i = after - 1;
        } else {
          take(i);
        }
      }
      close();
      int longAnswers = 0;
      for (int i = 0; i < answers; i++) {
        longAnswers += halfWords[i] >= SignalLimits.PAIR_BLOCK_WORDS_MIN * 2 ? 1 : 0;
      }
      if (longAnswers < 2) {
        return 0;
      }
      return texts.hasher().add(question != 0 ? question : preamble).add(answered).endNonZero();
    }

    private void take(int word) {
      int marks = texts.marks(word);
      if ((marks & (Texts.LINE | Texts.SENTENCE)) != 0 || endsSentence) {
        close();
      }
      endsSentence = (marks & (Texts.LABELLED | Texts.CLOSED)) != 0;
      sentence = (sentence + texts.word(word)) * 0x9E3779B97F4A7C15L;
      sentence ^= sentence >>> 32;
      if (part == Part.ANSWER) {
        halfWords[current] += (marks & Texts.IDEOGRAPH) != 0 ? 1 : 2;
      }
    }

    /** Ends a sentence; sums do not depend on the order of what is summed. */
    private void close() {
      switch (part) {
        case PREAMBLE -> preamble += sentence;
        case QUESTION -> question += sentence;
        case ANSWER -> answered += sentence;
        case OUTSIDE -> {}
      }
      sentence = 0;
      endsSentence = false;
    }

    /** Goes where the label just read points. */
    private void turn() {
      if ((labelRoles & END) != 0) {
        part = Part.OUTSIDE;
      } else if ((labelRoles & NOUN) != 0 && labelOrdinal != 0) {
        part = Part.ANSWER;
        current = answer(labelOrdinal);
      } else {
        part = Part.QUESTION;
      }
    }

    /** Place of the answer with this label; past the limit they share the last. */
    private int answer(long label) {
      for (int i = 0; i < answers; i++) {
        if (labels[i] == label) {
          return i;
        }
      }
      if (answers < labels.length) {
        labels[answers++] = label;
      }
      return answers - 1;
    }

    /** Where the label that starts at this word ends, or the word itself if none starts. */
    private int labelEnd(int from) {
      int marks = texts.marks(from);
      int role = roles[from];
      if (role == 0 && (marks & (Texts.OPENED | Texts.LINE)) == 0) {
        return from;
      }
      // A JSON key: each time it comes, it is another answer's.
      if ((role & NOUN) != 0 && (marks & Texts.KEY) != 0) {
        labelRoles = NOUN;
        labelOrdinal = from + 1L;
        return from + 1;
      }
      if ((marks & Texts.OPENED) != 0) {
        return label(from, Texts.CLOSED, LABEL_WORDS_MAX);
      }
      if ((marks & Texts.LINE) != 0) {
        return label(from, Texts.LABELLED, LINE_LABEL_WORDS_MAX);
      }
      // Within a line only the tightest form: "answer b:".
      return (role & (NOUN | ORDINAL)) != 0 ? label(from, Texts.LABELLED, 4) : from;
    }

    /**
     * Reads a label of at most so many words that ends with this mark or, at the start of a line,
     * with the line; returns the index behind it, or {@code from}.
     */
    private int label(int from, int endMark, int wordsMax) {
      labelRoles = texts.is(from, Texts.CLOSING) ? END : 0;
      labelOrdinal = 0;
      boolean line = texts.is(from, Texts.LINE);
      int end = Math.min(texts.size(), from + wordsMax);
      for (int i = from; i < end; i++) {
        // "1. Output:" numbers a list.
        if (i > from && texts.is(i, Texts.SENTENCE)) {
          return from;
        }
        int role = roles[i];
        labelRoles |= role;
        boolean ordinal = (role & ORDINAL) != 0;
        if (ordinal && labelOrdinal == 0) {
          labelOrdinal = texts.word(i);
        }
        boolean lineEnds = line && (i + 1 == texts.size() || texts.is(i + 1, Texts.LINE));
        boolean bareLine = lineEnds && (i - from < BARE_LABEL_WORDS_MAX || endMark == Texts.CLOSED);
        if (texts.is(i, endMark) || bareLine) {
          return speaks(line, endMark == Texts.CLOSED, i + 1 - from) ? i + 1 : from;
        }
        if (i + 1 < texts.size() && texts.is(i + 1, Texts.LINE)) {
          return from;
        }
      }
      return from;
    }

    /** Whether the label just read means anything here. */
    private boolean speaks(boolean ownLine, boolean bracketed, int words) {
      boolean answer = (labelRoles & NOUN) != 0 && labelOrdinal != 0;
      boolean asks = (labelRoles & QUESTION) != 0 && (ownLine || bracketed) && words <= 4;
      // An answer may well have a line "Question:" of its own; only brackets lead out of it.
      asks &= part != Part.ANSWER || bracketed;
      boolean ends = (labelRoles & END) != 0 && (labelRoles & (NOUN | QUESTION)) != 0;
      return answer || asks || ends;
    }
  }
}
