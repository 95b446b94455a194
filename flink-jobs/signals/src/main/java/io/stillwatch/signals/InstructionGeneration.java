package io.stillwatch.signals;

import com.google.auto.service.AutoService;
import io.stillwatch.schemas.InferenceEvent;

/**
 * How plainly a prompt has the model make up tasks for a model, or make given ones harder (S9).
 *
 * <p>Reason: a pipeline that has run out of inputs has the victim write new ones: many, different
 * from each other, from seeds, step by step harder, with answers. Cues: making new tasks or
 * questions, making one more complex, variety asked for, a number of them, a model or data set that
 * they are for.
 *
 * <ul>
 *   <li>0.7 and more: new or harder tasks, varied or many, for a model
 *   <li>0.3 to 0.7: asks for new questions or a harder version
 *   <li>below 0.3: speaks of tasks and questions
 * </ul>
 *
 * <p>Looks alike: teachers who write quizzes, testers who write cases. Never a reason alone.
 */
@AutoService(Signal.class)
public final class InstructionGeneration extends PhraseScore {

  private static final Lexicon WORDS =
      Lexicon.of(
          """
          make: generate | create | write | come up with | produce | invent | compose | design | brainstorm | propose | devise | construct | synthesize
          make: genera | genere | generar | crea | cree | crear | escribe | inventa | propón | diseña | génère | générez | crée | créez | créer | écris | invente | propose | rédige | conçois
          make: erzeuge | erstelle | erstellen | schreibe | erfinde | entwirf | generiere | denk dir | gere | gerar | crie | criar | escreva | invente | proponha | elabore
          make: создай | создайте | придумай | придумайте | сгенерируй | сгенерируйте | составь | составьте | напиши | напишите | 生成 | 创建 | 编写 | 设计 | 构造 | 想出 | 提出 | 作成 | 生成して | 考案 | 作って | 作り

          new: new | novel | diverse | different | original | unique | various | brand new | another | additional | similar | varied
          new: nuevo | nueva | nuevos | nuevas | diversas | diversos | distintas | distintos | originales | variadas | nouveau | nouvelle | nouveaux | nouvelles | différentes | différents | variées | variés | inédites
          new: neue | neuen | neues | verschiedene | verschiedenen | vielfältige | vielfältigen | unterschiedliche | novo | nova | novos | novas | diversas | diferentes | variadas | inéditas
          new: новый | новую | новые | новых | разные | разных | разнообразные | разнообразных | другие | 新 | 全新 | 多样 | 不同 | 多种 | 各种 | 原创 | 新しい | 多様 | 異なる | 様々

          item: instruction | instructions | task | tasks | prompt | prompts | question | questions | problem | problems | exercise | exercises | query | queries | scenarios | test items | conversations | dialogues | user requests
          item: instrucción | instrucciones | tarea | tareas | pregunta | preguntas | problema | problemas | ejercicio | ejercicios | consigna | consignas | instruction | tâche | tâches | question | problème | problèmes | exercice | exercices | consigne | consignes
          item: anweisung | anweisungen | aufgabe | aufgaben | frage | fragen | übung | übungen | aufforderungen | instrução | instruções | tarefa | tarefas | pergunta | perguntas | exercício | exercícios
          item: инструкция | инструкцию | инструкции | инструкций | задание | задания | заданий | задача | задачу | задачи | задач | вопрос | вопросы | вопросов | запросы | запросов | упражнения | упражнений
          item: 指令 | 任务 | 问题 | 题目 | 提示词 | 练习 | 提问 | 试题 | 指示 | タスク | 質問 | 問題 | プロンプト | 課題 | 練習問題

          harder: more complex | harder | more difficult | more challenging | more complicated | increase the difficulty | increase the complexity | raise the difficulty | add constraints | one more constraint | additional constraints | require more reasoning | multi step version | deepen | evolve
          harder: más compleja | más complejo | más difícil | más difíciles | mayor dificultad | aumenta la dificultad | añade restricciones | plus complexe | plus complexes | plus difficile | plus difficiles | augmente la difficulté | ajoute des contraintes
          harder: schwieriger | schwerer | schwierigere | komplexer | komplexere | anspruchsvoller | anspruchsvollere | erhöhe die schwierigkeit | weitere bedingung | mais complexa | mais complexo | mais difícil | mais difíceis | aumente a dificuldade | acrescente restrições
          harder: сложнее | труднее | более сложный | более сложную | более сложное | более сложные | усложни | усложните | повысь сложность | добавь условие | добавь ограничения
          harder: 更复杂 | 更难 | 更具挑战 | 提高难度 | 增加难度 | 增加约束 | 加大难度 | もっと難しい | より難しい | より複雑 | 難易度を上げ | 制約を追加 | 制約を加え | さらに難しく

          varied: do not repeat | don't repeat | without repeating | avoid repeating | avoid repetition | no duplicates | avoid duplicates | diversity | variety | as diverse as possible | wide range of topics | different topics | distinct from
          varied: no repitas | sin repetir | variedad | diversidad | sin duplicados | ne répète pas | sans répéter | variété | diversité | sans doublons | wiederhole dich nicht | ohne wiederholungen | vielfalt | keine wiederholungen | não repita | sem repetir | variedade | diversidade
          varied: не повторяй | не повторяйся | не повторяйте | без повторов | без повторений | разнообразие | 不要重复 | 避免重复 | 多样性 | 不重复 | 覆盖不同 | 重複しない | 重複を避け | 繰り返さない | 多様性 | 幅広い

          trained: language model | language models | ai model | ai models | llm | llms | chatbot | training data | train a model | fine tune | fine tuning | instruction tuning | dataset | data set | synthetic data | seed task | seed tasks | seed examples
          trained: modelo de lenguaje | datos de entrenamiento | entrenar un modelo | conjunto de datos | modèle de langage | données d'entraînement | entraîner un modèle | jeu de données | sprachmodell | sprachmodelle | trainingsdaten | datensatz | modelo de linguagem | dados de treinamento | dados de treino | conjunto de dados
          trained: языковая модель | языковой модели | языковую модель | обучающие данные | обучающих данных | для обучения модели | датасет | датасета | набор данных | 语言模型 | 大模型 | 训练数据 | 训练模型 | 数据集 | 微调 | 种子任务 | 言語モデル | 学習データ | 訓練データ | データセット | ファインチューニング

          rewrite: rewrite | rewritten | turn | transform | modify | reescribe | transforma | réécris | réécrivez | transforme | schreibe um | umschreiben | formuliere | reescreva | transforme | перепиши | перепишите | переделай | 改写 | 改编 | 变成 | 書き換え | 書き直 | 作り変え
          several: 0 new | 0 different | 0 diverse | 0 instructions | 0 tasks | 0 questions | 0 prompts | 0 problems | 0 exercises | 0 preguntas | 0 tareas | 0 instrucciones | 0 questions | 0 tâches | 0 instructions | 0 exercices | 0 fragen | 0 aufgaben | 0 anweisungen | 0 perguntas | 0 tarefas | 0 instruções
          several: 0 вопросов | 0 заданий | 0 задач | 0 инструкций | 0 разных | 0 разнообразных | 0 个 | 0 条 | 0 道 | 0 個 | 0 つ | 0 問 | 0 件

          newitem = new ~ item within 3
          makenew = make ~ newitem within 6
          makeitem = make ~ item within 4
          makeharder = harder ~ item within 10
          rewritten = rewrite ~ makeharder within 25
          variety = varied ~ item within 40
          made = trained ~ makeitem within 40
          evolved = trained ~ makeharder within 40
          bynumber = make ~ several within 6
          """);

  private static final int NEW = WORDS.group("makenew");
  private static final int ITEM = WORDS.group("makeitem");
  private static final int HARDER = WORDS.group("makeharder");
  private static final int REWRITTEN = WORDS.group("rewritten");
  private static final int VARIETY = WORDS.group("variety");
  private static final int TRAINED = WORDS.group("made");
  private static final int EVOLVED = WORDS.group("evolved");
  private static final int BY_NUMBER = WORDS.group("bynumber");

  public InstructionGeneration() {
    super(11, "instruction_generation", Side.PROMPT, WORDS);
  }

  @Override
  double strength(Lexicon.Scan seen, Texts texts, InferenceEvent event) {
    double makes = Math.max(seen.seen(ITEM), Math.max(seen.seen(NEW), 0.8 * seen.seen(REWRITTEN)));
    return new NoisyOr()
        .with(0.15, seen.seen(ITEM))
        .with(0.35, seen.seen(NEW))
        .with(0.3, seen.seen(HARDER))
        .with(0.35, seen.seen(REWRITTEN))
        .with(0.3, Math.min(seen.seen(VARIETY), makes))
        .with(0.4, Math.max(seen.seen(TRAINED), seen.seen(EVOLVED)))
        .with(0.25, Math.min(seen.seen(BY_NUMBER), makes))
        .strength();
  }
}
