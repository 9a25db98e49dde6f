// survey-core, the reference of what a form means: a form with answers given, and what it makes of them.
import { createRequire } from 'node:module';

const { Model } = createRequire(import.meta.url)('survey-core');

// "uzklausi" is ours and no concern of survey-core's.
export function load(form) {
	const { uzklausi, ...plain } = form;
	return new Model(plain);
}

/** What stands on the pages with these answers, and what is left of them after sending. */
export function outcome(form, answers, lang = form.locale) {
	const model = load(form);
	model.locale = lang;
	model.data = structuredClone(answers);
	const questions = model.getAllQuestions();
	const result = {
		visible: questions.filter((q) => q.isVisible).map((q) => q.name),
		pages: model.visiblePages.map((page) => page.name),
		missing: questions.filter((q) => q.isVisible && !q.validate(false)).map((q) => q.name),
		quiz: { correct: model.getCorrectAnswerCount(), incorrect: model.getInCorrectAnswerCount(), total: model.getQuizQuestionCount() },
	};
	model.doComplete();
	return { ...result, data: model.data, completedHtml: model.processedCompletedHtml };
}
