#include "server/workspace.h"

#include <pthread.h>
#include <stdlib.h>

#define SHEET_MAX 65536

struct workspaces {
	const struct form *form;
	pthread_mutex_t mutex;
	struct workspace *idle;
};

static void workspace_free(struct workspace *w)
{
	if (!w)
		return;
	answers_free(w->answers);
	buf_wipe(&w->json);
	buf_release(&w->json);
	buf_wipe(&w->sheet);
	buf_release(&w->sheet);
	free(w);
}

static struct workspace *workspace_new(const struct form *form)
{
	struct workspace *w = calloc(1, sizeof *w);
	if (!w)
		return NULL;
	buf_init(&w->json, SHEET_MAX);
	buf_init(&w->sheet, SHEET_MAX);
	w->answers = answers_new(form);
	if (w->answers)
		return w;
	workspace_free(w);
	return NULL;
}

struct workspaces *workspaces_new(const struct form *form)
{
	struct workspaces *pool = calloc(1, sizeof *pool);
	if (!pool)
		return NULL;
	pool->form = form;
	if (pthread_mutex_init(&pool->mutex, NULL) == 0)
		return pool;
	free(pool);
	return NULL;
}

void workspaces_free(struct workspaces *pool)
{
	if (!pool)
		return;
	while (pool->idle) {
		struct workspace *w = pool->idle;
		pool->idle = w->next;
		workspace_free(w);
	}
	pthread_mutex_destroy(&pool->mutex);
	free(pool);
}

struct workspace *workspaces_take(struct workspaces *pool)
{
	pthread_mutex_lock(&pool->mutex);
	struct workspace *w = pool->idle;
	if (w)
		pool->idle = w->next;
	pthread_mutex_unlock(&pool->mutex);
	return w ? w : workspace_new(pool->form);
}

void workspaces_give(struct workspaces *pool, struct workspace *w)
{
	if (!w)
		return;
	answers_clear(w->answers);
	buf_wipe(&w->json);
	buf_wipe(&w->sheet);
	pthread_mutex_lock(&pool->mutex);
	w->next = pool->idle;
	pool->idle = w;
	pthread_mutex_unlock(&pool->mutex);
}
