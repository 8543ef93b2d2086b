"""Pages by journey, components and styles; calls actions and queries and holds no rule."""
