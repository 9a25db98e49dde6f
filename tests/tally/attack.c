/* A reader with a solver: what can be told of the hidden figures of one publication, by linear programming over all of
 * its questions and groups at once. Knows nothing of tally/suppress.c: only the published JSON, which questions take
 * several answers, and that people are counted.
 *
 *   attack MIN [QUESTION WITH SEVERAL ANSWERS]... < count.json
 *
 * A line for each hidden figure that must be below MIN (zeros are taken to be known, decision
 * 0013): "GROUP QUESTION VALUE LOW HIGH". Then "N hidden, M told". The relaxation to real numbers only makes the bounds
 * wider where an integer program would narrow them; on one question's sums, which make a network, both are the same.
 *
 * Of what analyse prints it also knows that the mean of a score and the number of people tell the sum of right answers,
 * and that a derived question "_sure.ITEM" splits those who were wrong by how sure they were. */
#include <glpk.h>
#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUESTIONS_MAX 512
#define PLACES_MAX 65

struct attack {
	glp_prob *lp;
	json_t *published, *groups;
	char **several;
	int several_count;
	double min;
	int hidden, told;
	int base[QUESTIONS_MAX]
	        [PLACES_MAX]; /* the unknown of "answered" of a question in a place: the total, then groups */
};

/* A new unknown: the published number, or anything from 0 on. */
static int unknown(struct attack *a, const json_t *value)
{
	int column = glp_add_cols(a->lp, 1);

	if (json_is_integer(value))
		glp_set_col_bnds(a->lp, column, GLP_FX, (double)json_integer_value(value),
		                 (double)json_integer_value(value));
	else
		glp_set_col_bnds(a->lp, column, GLP_LO, 0, 0);
	return column;
}

/* whole = the sum of the parts, or at least each of them. */
static void relate(struct attack *a, int whole, const int *parts, int count, bool sum)
{
	int columns[256];
	double factors[256];

	columns[1] = whole;
	factors[1] = -1;
	for (int i = 0; i < count; i++) {
		int row;
		columns[sum ? i + 2 : 2] = parts[i];
		factors[sum ? i + 2 : 2] = 1;
		if (sum && i + 1 < count)
			continue;
		row = glp_add_rows(a->lp, 1);
		glp_set_row_bnds(a->lp, row, sum ? GLP_FX : GLP_UP, 0, 0);
		glp_set_mat_row(a->lp, row, sum ? count + 1 : 2, columns, factors);
	}
}

static bool takes_several(const struct attack *a, const char *question)
{
	for (int i = 0; i < a->several_count; i++)
		if (strcmp(a->several[i], question) == 0)
			return true;
	return false;
}

/* The figures of one question in one place (a group, or the total): answered first, then each value. Answers how many.
 */
static int add_question(struct attack *a, int sheets, const json_t *question, int *figures)
{
	const char *value;
	json_t *figure;
	int count = 1;

	figures[0] = unknown(a, json_object_get(question, "answered"));
	relate(a, sheets, figures, 1, false);
	json_object_foreach(json_object_get(question, "counts"), value, figure) figures[count++] = unknown(a, figure);
	relate(a, figures[0], figures + 1, count - 1,
	       !takes_several(a, json_string_value(json_object_get(question, "name"))));
	return count;
}

static void build(struct attack *a)
{
	json_t *questions = json_object_get(a->published, "questions"), *question, *group;
	int sheets[64], parts[64], total = unknown(a, json_object_get(a->published, "sheets"));
	size_t at, place;

	json_array_foreach(a->groups, place, group) sheets[place] = unknown(a, json_object_get(group, "sheets"));
	relate(a, total, sheets, (int)json_array_size(a->groups), true);
	json_array_foreach(questions, at, question)
	{
		int whole[256], of[64][256];
		int count = add_question(a, total, question, whole);
		a->base[at][0] = whole[0];
		json_array_foreach(a->groups, place, group)
		{
			add_question(a, sheets[place], json_array_get(json_object_get(group, "questions"), at),
			             of[place]);
			a->base[at][place + 1] = of[place][0];
		}
		for (int i = 0; i < count; i++) {
			for (place = 0; place < json_array_size(a->groups); place++)
				parts[place] = of[place][i];
			relate(a, whole[i], parts, (int)place, true);
		}
	}
}

/* The place of a question among the published ones, and of a value behind its "answered"; -1. */
static int question_at(const struct attack *a, const char *name)
{
	json_t *question;
	size_t at;

	json_array_foreach(json_object_get(a->published, "questions"), at,
	                   question) if (strcmp(json_string_value(json_object_get(question, "name")), name) ==
	                                 0) return (int)at;
	return -1;
}

static int value_at(const struct attack *a, int question, const char *name)
{
	json_t *counts = json_object_get(json_array_get(json_object_get(a->published, "questions"), (size_t)question),
	                                 "counts"),
	       *figure;
	const char *value;
	int at = 0;

	json_object_foreach(counts, value, figure)
	{
		at++;
		if (strcmp(value, name) == 0)
			return at;
	}
	return -1;
}

static const json_t *item_named(const struct attack *a, const char *name)
{
	json_t *item;
	size_t at;

	json_array_foreach(json_object_get(a->published, "items"), at,
	                   item) if (strcmp(json_string_value(json_object_get(item, "name")), name) == 0) return item;
	exit(4);
}

static void add_right(const struct attack *a, const char *item, size_t place, int *columns, int *count)
{
	int question = question_at(a, item);
	columns[++*count] = a->base[question][place] +
	                    value_at(a, question, json_string_value(json_object_get(item_named(a, item), "key")));
}

/* The sum of right answers that a mean tells. */
static void add_sum(struct attack *a, const json_t *score, const json_t *shown, size_t place)
{
	int columns[256], count = 0, row;
	double ones[256], sum;
	json_t *item;
	size_t at;

	if (!json_is_object(shown))
		return;
	sum = round(json_number_value(json_object_get(shown, "mean")) *
	            (double)json_integer_value(json_object_get(shown, "people")));
	json_array_foreach(json_object_get(score, "items"), at, item)
	        add_right(a, json_string_value(item), place, columns, &count);
	for (int i = 0; i <= count; i++)
		ones[i] = 1;
	row = glp_add_rows(a->lp, 1);
	glp_set_row_bnds(a->lp, row, GLP_FX, sum, sum);
	glp_set_mat_row(a->lp, row, count, columns, ones);
}

static void build_scores(struct attack *a)
{
	json_t *score, *group;
	size_t at, place;

	json_array_foreach(json_object_get(a->published, "scores"), at, score)
	{
		add_sum(a, score, json_object_get(score, "total"), 0);
		json_array_foreach(a->groups, place, group)
		        add_sum(a, score,
		                json_object_get(json_object_get(score, "by"),
		                                json_string_value(json_object_get(group, "value"))),
		                place + 1);
	}
}

/* Those of "_sure.ITEM" are those who were wrong on ITEM. */
static void build_sure(struct attack *a)
{
	json_t *question, *figure;
	const char *value;
	size_t at;

	json_array_foreach(json_object_get(a->published, "questions"), at, question)
	{
		const char *name = json_string_value(json_object_get(question, "name"));
		if (strncmp(name, "_sure.", 6) != 0)
			continue;
		int of = question_at(a, name + 6);
		const char *key = json_string_value(json_object_get(item_named(a, name + 6), "key"));
		json_t *counts = json_object_get(json_array_get(json_object_get(a->published, "questions"), (size_t)of),
		                                 "counts");
		for (size_t place = 0; place <= json_array_size(a->groups); place++) {
			int parts[256], count = 0, i = 0;
			json_object_foreach(counts, value, figure)
			{
				i++;
				if (strcmp(value, key) != 0 && strcmp(value, "dontknow") != 0)
					parts[count++] = a->base[of][place] + i;
			}
			relate(a, a->base[at][place], parts, count, true);
		}
	}
}

static double extreme(struct attack *a, int column, int direction)
{
	glp_smcp how;

	glp_init_smcp(&how);
	how.msg_lev = GLP_MSG_OFF;
	glp_set_obj_dir(a->lp, direction);
	glp_set_obj_coef(a->lp, column, 1);
	if (glp_simplex(a->lp, &how) != 0)
		exit(2);
	double bound = glp_get_status(a->lp) == GLP_UNBND ? HUGE_VAL : glp_get_obj_val(a->lp);
	if (glp_get_status(a->lp) == GLP_NOFEAS)
		exit(3); /* what is published contradicts itself */
	glp_set_obj_coef(a->lp, column, 0);
	return bound;
}

static void look(struct attack *a, int column, const json_t *figure, const char *group, const char *question,
                 const char *value)
{
	if (!json_is_null(figure))
		return;
	double high = floor(extreme(a, column, GLP_MAX) + 1e-6), low = ceil(extreme(a, column, GLP_MIN) - 1e-6);
	a->hidden++;
	if (high > 0 && high < a->min) {
		a->told++;
		printf("%s %s %s %.0f %.0f\n", group, question, value, low, high);
	}
}

/* In the order in which build() made the unknowns. */
static void look_at_question(struct attack *a, int *column, const char *group, const json_t *question)
{
	const char *name = json_string_value(json_object_get(question, "name")), *value;
	json_t *figure;

	look(a, (*column)++, json_object_get(question, "answered"), group, name, "answered");
	json_object_foreach(json_object_get(question, "counts"), value, figure)
	        look(a, (*column)++, figure, group, name, value);
}

static void look_at_all(struct attack *a)
{
	json_t *question, *group;
	size_t at, place;
	int column = 1;

	look(a, column++, json_object_get(a->published, "sheets"), "-", "-", "sheets");
	json_array_foreach(a->groups, place, group)
	        look(a, column++, json_object_get(group, "sheets"), json_string_value(json_object_get(group, "value")),
	             "-", "sheets");
	json_array_foreach(json_object_get(a->published, "questions"), at, question)
	{
		look_at_question(a, &column, "-", question);
		json_array_foreach(a->groups, place, group)
		        look_at_question(a, &column, json_string_value(json_object_get(group, "value")),
		                         json_array_get(json_object_get(group, "questions"), at));
	}
}

int main(int argc, char **argv)
{
	struct attack a = {.min = argc > 1 ? strtod(argv[1], NULL) : 5, .several = argv + 2, .several_count = argc - 2};

	a.published = json_loadf(stdin, 0, NULL);
	a.groups = json_object_get(a.published, "by");
	if (argc < 2 || !a.published || json_array_size(a.groups) > PLACES_MAX - 1 ||
	    json_array_size(json_object_get(a.published, "questions")) > QUESTIONS_MAX)
		return 2;
	glp_term_out(GLP_OFF);
	a.lp = glp_create_prob();
	build(&a);
	build_scores(&a);
	build_sure(&a);
	look_at_all(&a);
	printf("%d hidden, %d told\n", a.hidden, a.told);
	glp_delete_prob(a.lp);
	json_decref(a.published);
	return 0;
}
