package io.stillwatch.signals;

import com.google.auto.service.AutoService;
import io.stillwatch.schemas.InferenceEvent;

/**
 * What a prompt is about, apart from what it demands, as one hash: the same item of a data set
 * asked in two templates, or by two accounts, meets here (S9, S20).
 *
 * <p>Takes the one sentence of the prompt that is longest when words of instruction ("answer",
 * "you", "step", "format" and their like) count against it: a template speaks to the model, an item
 * speaks of something else. One sentence and not all, so that a wrapper before, behind or around
 * the item changes nothing; labels, tags and quotation marks end a sentence for the same reason.
 * Numbers count: items of a data set often differ in nothing else.
 *
 * <p>Looks alike: retries, caches, homework, everyone who asks about the same news. In a short
 * prompt a wordy template may win over the item; then all its prompts share one value, which is
 * what a skeleton would say too.
 */
@AutoService(Signal.class)
public final class QuestionHash implements Signal, ReadsPhrases {

  /** Half words that a word of instruction takes off. */
  private static final int PENALTY = 10;

  /** Longer sentences count as this long, in half words: a list without full stops is none. */
  private static final int LENGTH_MAX = 120;

  private static final int ENDS =
      Texts.LINE | Texts.BLOCK | Texts.SENTENCE | Texts.OPENED | Texts.DECORATED;

  @Override
  public int code() {
    return 8;
  }

  @Override
  public String name() {
    return "question";
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
    return INSTRUCTIONS;
  }

  @Override
  public long read(Texts texts, InferenceEvent event) {
    PhraseSpans.Spans spoken = texts.heard(INSTRUCTIONS);
    int from = texts.promptStart();
    int span = 0;
    while (span < spoken.size() && spoken.last(span) < from) {
      span++;
    }
    long best = 0;
    long bestScore = 0;
    int to = texts.size();
    for (int i = from; i < to; ) {
      long hash = WordHash.START;
      int length = 0;
      int before;
      int marks = texts.marks(i);
      do {
        hash = WordHash.step(hash, texts.word(i));
        length += (marks & Texts.IDEOGRAPH) != 0 ? 1 : 2;
        before = marks;
        i++;
        marks = i < to ? texts.marks(i) : ENDS;
      } while (!isBetweenSentences(before, marks));
      int instructions = 0;
      // Words of a longer phrase count once more if they are words of instruction themselves.
      for (; span < spoken.size() && spoken.last(span) < i; span++) {
        instructions++;
      }
      long score = score(length, instructions);
      if (length < SignalLimits.QUESTION_WORDS_MIN * 2 || score < bestScore) {
        continue;
      }
      hash = WordHash.end(hash);
      // Of equals the greater hash, so that the order of sentences does not matter.
      if (score > bestScore || (best != 0 && hash > best)) {
        best = hash;
        bestScore = score;
      }
    }
    return best;
  }

  private static long score(int length, int instructions) {
    long penalty = (long) PENALTY * instructions;
    return length <= LENGTH_MAX ? length - penalty : LENGTH_MAX - penalty * LENGTH_MAX / length;
  }

  /** Whether a sentence ends between two words with these marks. */
  private static boolean isBetweenSentences(int before, int after) {
    return (after & ENDS) != 0
        || (before & (Texts.LABELLED | Texts.CLOSED)) != 0
        || ((before ^ after) & Texts.QUOTED) != 0;
  }

  /** How one speaks to a model, in each language. */
  private static final PhraseSpans INSTRUCTIONS =
      new PhraseSpans(
          """
      you|your|yours|yourself|please|answer|answers|question|questions|response|responses|reply|respond|problem|explain|explanation|reasoning
      reason|step|steps|output|format|write|provide|following|below|above|must|should|task|tasks|instruction|instructions|text|given|rules|final
      json|example|examples|solve|think|thinking|solution|return|only|do not|don't|ensure|make sure|assistant|user|prompt|prompts|evaluate|rate|score
      grade|judge|criteria|summarize|translate|classify|rewrite|identify|generate|generated|create|list|based on|consider|describe|show|include
      exactly|correct|input|inputs|sentence|paragraph|passage|article|document|context|option|options|choice|choices|model|models|quality|compare
      let's|lets|carefully|detailed|concise|avoid|without|label|category|briefly|item
      tú|usted|tu|su|sus|por favor|responde|responda|respuesta|respuestas|pregunta|preguntas|problema|explica|explique|explicación|razonamiento|paso
      pasos|salida|formato|escribe|escriba|siguiente|siguientes|debes|debe|tarea|instrucciones|texto|dado|dada|reglas|ejemplo|ejemplos|resuelve
      piensa|solución|devuelve|solo|asegúrate|asistente|evalúa|puntúa|traduce|resume|clasifica|reescribe|genera|lista|considera|incluye|oración|contexto
      vous|votre|vos|ton|ta|tes|s'il vous plaît|réponds|répondez|réponse|réponses|question|questions|problème|explique|expliquez|raisonnement|étape|étapes
      sortie|écris|écrivez|suivant|suivante|suivants|dois|devez|tâche|consigne|consignes|texte|règles|exemple|exemples|résous|résolvez|solution|assistant
      évalue|évaluez|traduis|traduisez|résume|résumez|classe|génère|générez|liste|phrase|contexte
      du|dein|deine|deinen|deiner|ihre|ihren|bitte|antworte|antworten|antwort|frage|fragen|aufgabe|aufgaben|erkläre|erklären|begründung|schritt|schritte
      ausgabe|schreibe|schreib|schreiben|folgende|folgenden|folgendes|musst|sollst|anweisung|anweisungen|text|gegeben|regeln|beispiel|beispiele|löse|lösung
      gib|assistent|bewerte|bewerten|übersetze|fasse|klassifiziere|erzeuge|liste|satz|kontext|ausführlich
      você|seu|sua|por favor|responda|responde|resposta|respostas|pergunta|perguntas|problema|explique|raciocínio|passo|passos|saída|formato|escreva
      seguinte|seguintes|deve|tarefa|instruções|texto|dado|regras|exemplo|exemplos|resolva|solução|retorne|apenas|assistente|avalie|traduza|resuma|gere|frase
      ты|вы|твой|твои|ваш|ваши|свой|свои|пожалуйста|ответь|ответьте|ответ|ответы|вопрос|вопросы|задача|задачу|задание|объясни|объясните|рассуждение
      рассуждения|шаг|шаги|вывод|формат|формате|напиши|напишите|следующий|следующие|следующую|должен|должны|инструкция|инструкции|текст|правила|пример
      примеры|реши|решите|решение|верни|только|ассистент|оцени|оцените|переведи|перескажи|создай|список|предложение|контекст
      你|您|请|請|回答|答案|问题|問題|解释|推理|步骤|输出|格式|写出|以下|下面|上面|必须|应该|任务|指令|文本|内容|给定|规则|示例|例子|解决|思考|返回|只|不要|确保|助手|用户
      评估|打分|翻译|总结|分类|改写|生成|列出|考虑|句子|段落|文章|最终
      あなた|ください|下さい|答え|答えて|回答|質問|問い|説明|推論|手順|出力|形式|書い|次の|以下|必ず|指示|文章|与え|規則|例|解い|考え|返し|だけ|のみ|アシスタント|評価|採点
      翻訳|要約|分類|書き直|生成|列挙|文脈|最終""");
}
