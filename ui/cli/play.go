package cli

import (
	"context"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"creneau/ui"
	"creneau/ui/locale"
	"creneau/ui/story"
)

// play plays the story at a desk, key by key, until it is over or a person
// takes over.
func play(ctx context.Context, desk *tea.Program, words *locale.Words) {
	before := 0
	for _, scene := range story.Scenes() {
		caption := ui.Caption{Beat: scene.Beat, Beats: story.Beats(), Text: story.Caption(scene.Beat)}
		desk.Send(caption)
		for _, text := range scene.Press {
			keys, named := keysOf(text)
			if named && !rests(ctx, story.Pause(false)) {
				return
			}
			for _, key := range keys {
				if !named && !rests(ctx, story.Pause(true)) {
					return
				}
				desk.Send(ui.Played{Key: key})
			}
			caption.Keys = append(caption.Keys, text)
			desk.Send(caption)
		}
		if !rests(ctx, scene.Wait+story.Reading(words.T(caption.Text), scene.Beat != before)) {
			return
		}
		before = scene.Beat
	}
	desk.Send(ui.PlayOver{})
}

// rests waits, and says whether the story goes on.
func rests(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// storyKeys are the keys of the story that type no character.
var storyKeys = map[string]tea.KeyPressMsg{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight},
	story.Outside: {Code: 'g', Mod: tea.ModCtrl},
}

// keysOf are the keys that a text of the story stands for: a named one, or one a
// character.
func keysOf(text string) (keys []tea.KeyPressMsg, named bool) {
	if key, ok := storyKeys[text]; ok {
		return []tea.KeyPressMsg{key}, true
	}
	for _, r := range text {
		keys = append(keys, tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return keys, utf8.RuneCountInString(text) == 1
}
